// MinGW only: lets the addon find Node-API in whatever program has loaded it.
//
// The addon is linked against a delay-import library for "node.exe". Electron and packaged applications are
// called otherwise, so the helper is told to use the running program instead of loading a file of that name.
// node-gyp and cmake-js bring the same hook for MSVC.
#include <windows.h>

#include <delayimp.h>
#include <string.h>

namespace {

FARPROC WINAPI answerWithHostProgram(unsigned notification, PDelayLoadInfo info) {
  if (notification != dliNotePreLoadLibrary || _stricmp(info->szDll, "node.exe") != 0) return nullptr;
  return reinterpret_cast<FARPROC>(GetModuleHandleW(nullptr));
}

}  // namespace

extern "C" {
PfnDliHook __pfnDliNotifyHook2 = answerWithHostProgram;
}
