#include <windows.h>

#include <mmsystem.h>
#include <psapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <tlhelp32.h>

#include "system.h"

/// Windows drivers tell the time of the multimedia clock.
uint64_t systemNowNs(void) { return (uint64_t)timeGetTime() * 1000000u; }

uint64_t systemThreadId(void) { return GetCurrentThreadId(); }

static HANDLE bell;

__attribute__((constructor)) static void makeBell(void) { bell = CreateSemaphoreW(NULL, 0, MAXLONG, NULL); }

void bellRing(void) { ReleaseSemaphore(bell, 1, NULL); }

bool bellWait(uint64_t deadlineNs) {
  const uint64_t now = systemNowNs();
  const DWORD left = deadlineNs > now ? (DWORD)((deadlineNs - now) / 1000000u) : 0;
  return WaitForSingleObject(bell, left) == WAIT_OBJECT_0;
}

static HANDLE thread;

static DWORD WINAPI runBody(void* body) {
  (*(void (**)(void))body)();
  return 0;
}

void threadRun(void (*body)(void)) {
  static void (*current)(void);
  current = body;
  thread = CreateThread(NULL, 0, &runBody, &current, 0, NULL);
  if (thread == NULL) abort();
}

void threadJoin(void) {
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
}

static DWORD WINAPI endAfter(void* milliseconds) {
  Sleep((DWORD)(uintptr_t)milliseconds);
  printf("FAIL  host: every call returns: one does not\n");
  fflush(stdout);
  TerminateProcess(GetCurrentProcess(), 102);
  return 0;
}

void systemLimitSeconds(unsigned seconds) {
  CloseHandle(CreateThread(NULL, 0, &endAfter, (void*)(uintptr_t)(seconds * 1000u), 0, NULL));
}

static uint64_t threads(void) {
  const HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
  THREADENTRY32 entry = {.dwSize = sizeof entry};
  uint64_t count = 0;
  for (BOOL more = Thread32First(all, &entry); more; more = Thread32Next(all, &entry)) {
    if (entry.th32OwnerProcessID == GetCurrentProcessId()) ++count;
  }
  CloseHandle(all);
  return count;
}

Resources systemResources(void) {
  PROCESS_MEMORY_COUNTERS memory = {.cb = sizeof memory};
  DWORD handles = 0;
  GetProcessMemoryInfo(GetCurrentProcess(), &memory, sizeof memory);
  GetProcessHandleCount(GetCurrentProcess(), &handles);
  return (Resources){memory.PagefileUsage, handles, threads()};
}
