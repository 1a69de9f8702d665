# Builds the addon in a clone, for the machine itself. What is published is built by CMake: scripts/prebuild.mjs. The source list is native/sources.json, shared with CMakeLists.txt.
{
  'targets': [{
    'target_name': 'bufferswitch',
    'include_dirs': ['native'],
    'defines': [
      'NAPI_VERSION=9',
      'NAPI_CPP_EXCEPTIONS',
      'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS', # a worker is terminated while native code runs
      # Electron forbids memory that JavaScript sees but does not own; with this, such code does not compile.
      'NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED',
    ],
    'conditions': [
      ['OS=="win"', {
        'sources': ['<!@(node scripts/native-sources.mjs win)'],
        'include_dirs': ['<!(node -p "require(\'node-addon-api\').include_dir")'],
        'defines': ['NOMINMAX', 'UNICODE', '_UNICODE'],
        'libraries': ['ole32.lib', 'advapi32.lib', 'user32.lib', 'avrt.lib', 'winmm.lib'],
        'msvs_settings': {
          'VCCLCompilerTool': {
            'ExceptionHandling': 1,
            # The CRT is linked in: a bare Windows has no VCRUNTIME140.dll.
            'RuntimeLibrary': 0,
            'AdditionalOptions': ['/std:c++17', '/W4', '/utf-8', '/Zc:__cplusplus'],
          },
        },
      }, {
        'sources': ['<!@(node scripts/native-sources.mjs posix)'],
      }],
      ['OS=="mac"', {
        'include_dirs': ['<!(node -p "require(\'node-addon-api\').include_dir")'],
        'xcode_settings': {
          'CLANG_CXX_LANGUAGE_STANDARD': 'c++17',
          'CLANG_CXX_LIBRARY': 'libc++',
          'GCC_ENABLE_CPP_EXCEPTIONS': 'YES',
          'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
          'MACOSX_DEPLOYMENT_TARGET': '11.0',
          'OTHER_CPLUSPLUSFLAGS': ['-Wall', '-Wextra'],
        },
      }],
      ['OS=="linux"', {
        'cflags!': ['-fno-exceptions'],
        # -O3 takes twice as long for conversions that are written out anyway, and makes them twice as large.
        'configurations': { 'Release': { 'cflags!': ['-O3'], 'cflags': ['-O2'] } },
        'cflags_cc!': ['-fno-exceptions', '-fno-rtti', '-std=gnu++17', '-std=gnu++1y', '-std=gnu++20'],
        'cflags_cc': [
          '-std=c++17', '-fexceptions', '-fvisibility=hidden', '-pthread',
          # make runs in build/, one level below. -isystem: warnings are for our own files.
          '-isystem../<!(node -p "require(\'node-addon-api\').include_dir")',
          '-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-Wsign-conversion', '-Wshadow',
          '-Wold-style-cast', '-Wnon-virtual-dtor', '-Woverloaded-virtual', '-Werror',
        ],
        'ldflags': ['-pthread', '-Wl,--no-undefined-version'],
        'libraries': ['-ldl'],
      }],
    ],
  }],
}
