// Answers of the host to what drivers tell it, and to drivers that are away. See answers-table.mjs.

const callbackSlot = 'native/engine/callback_slot.cpp';
const hostDriver = 'native/host/driver.cpp';
const sessionThreads = 'native/host/session_threads.cpp';
const resetRequests = 'native/host/reset_requests.h';
const watchdog = 'native/host/watchdog.cpp';
const hostFeatures = 'native/host/device_features.cpp';

/** @type {import('./answers-table.mjs').Answer[]} */
export const resets = [
  // --- messages
  {
    name: 'messages are answered from constants, whatever there is',
    personalities: ['messages-in-create', 'focusrite'],
    edits: [
      [
        callbackSlot,
        '    switch (selector) {\n      case abi::message::kSelectorSupported:\n        return isSupported',
        '    if (streamOf(slot) == nullptr) return 0;\n    switch (selector) {\n      case abi::message::kSelectorSupported:\n        return isSupported',
      ],
    ],
  },
  {
    name: 'the host says that it knows resets',
    testLimitMs: 4000,
    personalities: ['reset-asked-first'],
    edits: [
      [
        callbackSlot,
        '    case abi::message::kResetRequest:\n    case abi::message::kResyncRequest:\n    case abi::message::kLatenciesChanged:\n    case abi::message::kSupportsTimeInfo:',
        '    case abi::message::kResyncRequest:\n    case abi::message::kLatenciesChanged:\n    case abi::message::kSupportsTimeInfo:',
      ],
    ],
  },
  {
    name: 'what a driver tells is an event',
    testLimitMs: 4000,
    personalities: ['resync', 'overload', 'latencies-change'],
    edits: [
      [callbackSlot, 'return notice::kResyncRequest;', 'return 0;'],
      [callbackSlot, 'return notice::kLatenciesChanged;', 'return 0;'],
      [callbackSlot, 'return notice::kOverload;', 'return 0;'],
    ],
  },
  {
    name: 'the block of an overload is marked',
    personalities: ['overload'],
    edits: [
      [callbackSlot, 'if ((notices & notice::kOverload) != 0) flags |= rt::block_flag::kOverload;', ''],
    ],
  },
  {
    name: 'latencies are asked for again when they change',
    personalities: ['latencies-change'],
    edits: [
      [
        sessionThreads,
        'if ((notices & engine::notice::kLatenciesChanged) != 0) device.refreshLatencies();',
        '',
      ],
    ],
  },
  {
    name: 'an answer of zero to `future` is a no',
    personalities: ['future-answers-zero'],
    edits: [
      [
        hostDriver,
        'bool Driver::can(long selector) noexcept { return future(selector, nullptr) == abi::error::kSuccess; }',
        'bool Driver::can(long selector) noexcept { return abi::error::succeeded(future(selector, nullptr)); }',
      ],
    ],
  },
  {
    name: 'only one answer to `future` is a yes',
    personalities: ['future-not-present', 'asio2wasapi'],
    edits: [
      [
        hostDriver,
        'bool Driver::can(long selector) noexcept { return future(selector, nullptr) == abi::error::kSuccess; }',
        'bool Driver::can(long selector) noexcept { return future(selector, nullptr) != abi::error::kInvalidParameter; }',
      ],
    ],
  },
  {
    name: 'the yes of `future` is a yes everywhere',
    personalities: ['answers-success'],
    edits: [[hostDriver, 'if (abi::error::succeeded(code)) return;', 'if (code == abi::error::kOk) return;']],
  },

  // --- resets
  {
    name: 'a wish that comes while a driver is set up is an echo',
    personalities: ['reset-in-create', 'reset-in-start', 'reset-in-set-rate', 'reset-stale', 'asio4all'],
    edits: [
      [resetRequests, 'const bool isSettled = nowNs >= settledNs;', 'const bool isSettled = true;'],
      [
        'native/host/device_rate.cpp',
        '  slot_.mailbox().take();  // what the driver said of it: everything has been asked for again\n',
        '',
      ],
    ],
  },
  {
    name: 'a driver that wants it is opened again',
    testLimitMs: 4000,
    personalities: [
      'reset',
      'reset-from-aside',
      'reset-asked-first',
      'reset-storm',
      'reset-stale',
      'reset-or-noise',
      'buffer-size-change',
      'comes-back-smaller',
      'panel-changes-sizes',
    ],
    edits: [['src/device.ts', '      this.#recovery.onResetRequest();\n', '']],
  },
  {
    name: 'a wish counts once, however often it is said',
    personalities: ['reset-storm'],
    edits: [[resetRequests, "kDebounceNs = 250'000'000;", 'kDebounceNs = 0;']],
  },
  {
    name: 'a driver that does not settle is given up',
    personalities: ['reset-forever'],
    edits: [['src/device-reset.ts', 'static readonly limit = 3;', 'static readonly limit = 1000;']],
  },
  {
    name: 'another buffer size is refused while the driver runs',
    testLimitMs: 4000,
    personalities: ['buffer-size-change'],
    edits: [
      [
        callbackSlot,
        'if (notices == 0) return 0;\n',
        'if (notices == 0) return selector == abi::message::kBufferSizeChange ? 1 : 0;\n',
      ],
    ],
  },
  {
    name: 'what changed is told',
    personalities: ['buffer-size-change', 'comes-back-smaller'],
    edits: [
      [
        'src/device.ts',
        'changes = changesBetween(before, this.description);',
        'changesBetween(before, this.description);',
      ],
    ],
  },
  {
    name: 'a driver that does not come back closes the device',
    personalities: ['does-not-come-back', 'unplugged'],
    edits: [
      ['src/device.ts', '        this.#lose(error); // a driver that does not come back is gone\n', ''],
    ],
  },

  // --- drivers out of their pace
  {
    name: 'a driver that never begins is seen',
    personalities: ['never-switches'],
    edits: [
      [
        watchdog,
        'verdict = begun_ ? Verdict::stalled : Verdict::silent;',
        'verdict = begun_ ? Verdict::stalled : Verdict::fine;',
      ],
    ],
  },
  {
    name: 'a driver that stops to switch buffers is seen',
    personalities: ['stops-switching', 'unplugged'],
    edits: [
      [
        watchdog,
        'verdict = begun_ ? Verdict::stalled : Verdict::silent;',
        'verdict = begun_ ? Verdict::fine : Verdict::silent;',
      ],
    ],
  },
  {
    name: 'a storm of switches is seen',
    personalities: ['storms'],
    edits: [
      [
        watchdog,
        ' else if (creditNs_ < -static_cast<std::int64_t>(kAheadNs)) {\n      verdict = Verdict::storm;\n    }',
        '',
      ],
    ],
  },

  // --- windows
  {
    name: 'a window may stay open for as long as it likes',
    personalities: ['panel-slow'],
    edits: [
      [
        'native/addon/device_wrap.cpp',
        'runAndDescribeWithin(UINT64_MAX, info.Env(), "controlPanel",',
        'runAndDescribeWithin(300\'000\'000, info.Env(), "controlPanel",',
      ],
    ],
  },
  {
    name: 'closing a device does not wait for its window',
    personalities: ['panel-hangs'],
    edits: [['native/host/session.cpp', 'closeByNs_ = later(command->limitNs);', '(void)closeByNs_;']],
  },
  {
    name: 'everything is asked for again after the window',
    personalities: ['panel-changes-sizes'],
    edits: [
      [
        hostFeatures,
        'driver_->check("controlPanel", code);\n  refresh();',
        'driver_->check("controlPanel", code);',
      ],
    ],
  },
  {
    name: 'a window that does not open is an error',
    personalities: ['panel-only-once'],
    edits: [[hostFeatures, 'driver_->check("controlPanel", code);\n  refresh();', 'refresh();']],
  },
];
