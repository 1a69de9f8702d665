// Answers of the host to drivers that are loaded, started up and asked for texts. See answers-table.mjs.

const hostDriver = 'native/host/driver.cpp';
const hostDevice = 'native/host/device.cpp';
const sessionThreads = 'native/host/session_threads.cpp';

/** @type {import('./answers-table.mjs').Answer[]} */
export const loading = [
  {
    name: 'every positive answer of init is a yes',
    personalities: ['init-answers-two'],
    edits: [[hostDriver, 'return abi::isTrue(answer);', 'return answer == 1;']],
  },
  {
    name: 'no negative answer of init is a yes',
    personalities: ['init-answers-minus-one'],
    edits: [[hostDriver, 'return abi::isTrue(answer);', 'return answer != 0;']],
  },
  {
    name: 'a driver that says nothing gets words',
    personalities: ['init-without-words'],
    edits: [
      [
        hostDevice,
        'words.empty()\n              ? "The driver did not start up and gave',
        'false\n              ? "The driver did not start up and gave',
      ],
    ],
  },
  {
    name: 'texts of a driver have more room than they need',
    personalities: ['init-with-long-words', 'name-too-long'],
    edits: [[hostDriver, 'char text[4096] = {};', 'char text[128] = {};']],
  },
  {
    name: 'texts of a driver come into room that is empty',
    personalities: ['name-without-end', 'name-too-long'],
    edits: [
      [
        hostDriver,
        'char text[4096] = {};',
        "char text[4096];\n  TextBuffer() { for (char& c : text) c = '?'; }",
      ],
    ],
  },
  {
    name: 'a name of a channel ends with its 32 bytes',
    personalities: ['channel-names-without-end'],
    edits: [
      [
        hostDriver,
        'fromDriverText(info.value.name, sizeof info.value.name)',
        'fromDriverText(info.value.name, 4096)',
      ],
      // Whatever lay there before.
      [hostDriver, 'char room[4096] = {};', "char room[4096];\n  Roomy() { for (char& c : room) c = '?'; }"],
    ],
  },
  {
    name: 'there is room behind a structure that a driver fills',
    personalities: ['channel-info-too-long'],
    edits: [[hostDriver, 'char room[4096] = {};', 'char room[1] = {};']],
  },
  {
    name: 'a driver without channels has not started up',
    personalities: ['init-without-channels'],
    edits: [
      [hostDevice, 'if (description_.inputs.empty() && description_.outputs.empty()) {', 'if (false) {'],
    ],
  },
  {
    name: 'a channel that the driver does not know is an error',
    personalities: ['channels-not-present'],
    edits: [
      [
        hostDriver,
        'check("getChannelInfo", driver_->table->getChannelInfo(driver_, &info.value));',
        'driver_->table->getChannelInfo(driver_, &info.value);',
      ],
    ],
  },
  {
    name: 'nothing is asked before init',
    personalities: ['nothing-before-init'],
    edits: [
      [
        hostDevice,
        'if (!driver_->init(systemHandle)) {',
        'driver_->version();\n    if (!driver_->init(systemHandle)) {',
      ],
    ],
  },
  {
    name: 'a driver that is done with is released',
    personalities: ['init-claims', 'rate-after-reload', 'release-crashes', 'release-hangs'],
    edits: [[hostDriver, '    driver_->table->release(driver_);\n', '']],
  },
  {
    name: 'a device that is still busy is asked again',
    personalities: ['busy-after-release'],
    edits: [
      [
        hostDevice,
        'if (!mayPass(error.code()) || platform::nowNs() + pauseNs >= limit) throw;',
        'static_cast<void>(error);\n      throw;',
      ],
    ],
  },
  {
    name: 'a device that was just closed may still be busy',
    personalities: ['busy-after-release'],
    edits: [[hostDevice, 'loadPatiently(released == 0 ? 0 : released + kPatienceNs);', 'loadPatiently(0);']],
  },
  {
    name: 'all calls into a driver come from one thread',
    personalities: ['one-thread'],
    edits: [
      [sessionThreads, '#include <mutex>', '#include <mutex>\n#include <thread>'],
      [
        sessionThreads,
        'command.work(device);',
        'std::thread([&] {\n      try {\n        command.work(device);\n      } catch (...) {\n        failure = std::current_exception();\n      }\n    }).join();',
      ],
    ],
  },
  {
    name: 'a driver may take its time',
    personalities: ['init-slow', 'start-slow', 'stop-slow'],
    edits: [['src/open-device.ts', 'const defaultTimeLimit = 15000;', 'const defaultTimeLimit = 500;']],
  },
  {
    name: 'nobody waits for a driver beyond the time limit',
    testLimitMs: 4000,
    personalities: [
      'init-hangs',
      'create-hangs',
      'start-hangs',
      'stop-hangs',
      'dispose-hangs',
      'release-hangs',
    ],
    edits: [
      [sessionThreads, 'poison(false);  // looks at the clock itself: the doorbell may ring without end', ''],
    ],
  },
  {
    name: 'a probe has a process of its own',
    personalities: ['init-exits', 'create-crashes', 'init-crashes', 'init-throws', 'release-crashes'],
    edits: [
      [
        'src/probe.ts',
        'return await orAborted(() => probeInChild(entry, task, signal), signal);',
        "const { openDevice } = await import('./open-device.js');\n  await (await openDevice(id, { settings: settings ?? {}, timeLimit })).close();\n  return { driver: entry, facts: null, failure: null };",
      ],
    ],
  },
  {
    name: 'a probe tells what was done when it ended',
    personalities: ['init-exits', 'create-crashes', 'init-crashes', 'init-throws', 'release-crashes'],
    edits: [['native/host/breadcrumb.cpp', 'std::fputs(text.c_str(), file);', '']],
  },
];
