#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "system.h"

uint64_t systemNowNs(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t systemThreadId(void) { return (uint64_t)syscall(SYS_gettid); }

static sem_t bell;

__attribute__((constructor)) static void makeBell(void) { sem_init(&bell, 0, 0); }

void bellRing(void) { sem_post(&bell); }

bool bellWait(uint64_t deadlineNs) {
  const struct timespec until = {(time_t)(deadlineNs / 1000000000u), (long)(deadlineNs % 1000000000u)};
  while (sem_clockwait(&bell, CLOCK_MONOTONIC, &until) != 0) {
    if (errno != EINTR) return false;
  }
  return true;
}

static pthread_t thread;

static void* runBody(void* body) {
  (*(void (**)(void))body)();
  return NULL;
}

void threadRun(void (*body)(void)) {
  static void (*current)(void);
  current = body;
  if (pthread_create(&thread, NULL, &runBody, &current) != 0) abort();
}

void threadJoin(void) { pthread_join(thread, NULL); }

static void onAlarm(int signal) {
  (void)signal;
  static const char text[] = "FAIL  host: every call returns: one does not\n";
  if (write(STDOUT_FILENO, text, sizeof text - 1) < 0) _exit(103);
  _exit(102);
}

void systemLimitSeconds(unsigned seconds) {
  signal(SIGALRM, &onAlarm);
  alarm(seconds);
}

static uint64_t entries(const char* folder) {
  DIR* const open = opendir(folder);
  if (open == NULL) return 0;
  uint64_t count = 0;
  while (readdir(open) != NULL) ++count;
  closedir(open);
  return count;
}

Resources systemResources(void) {
  Resources now = {0, entries("/proc/self/fd"), entries("/proc/self/task")};
  FILE* const file = fopen("/proc/self/statm", "r");
  unsigned long total = 0, resident = 0;
  if (file != NULL) {
    if (fscanf(file, "%lu %lu", &total, &resident) == 2)
      now.bytes = resident * (uint64_t)sysconf(_SC_PAGESIZE);
    fclose(file);
  }
  return now;
}
