// Answers of the host to what drivers do when they switch buffers. See answers-table.mjs.

const hostStream = 'native/host/device_stream.cpp';
const callbackSlot = 'native/engine/callback_slot.cpp';
const audioStream = 'native/engine/audio_stream.cpp';
const duplicateFilter = 'native/engine/duplicate_filter.h';

/** @type {import('./answers-table.mjs').Answer[]} */
export const switches = [
  {
    name: 'a switch without a stream is taken by nobody',
    personalities: ['switches-in-create', 'switches-in-dispose', 'switches-after-stop'],
    edits: [
      [
        callbackSlot,
        'if (stream == nullptr) return tellReady(slot);\n    if (slot.serving_',
        'if (slot.serving_',
      ],
    ],
  },
  {
    name: 'no switch finds a stream whose buffers are disposed of',
    personalities: ['switches-in-dispose', 'switches-after-stop'],
    edits: [[hostStream, 'leaveStream();\n  driver_->disposeBuffers();\n', 'driver_->disposeBuffers();\n']],
  },
  {
    name: 'a stream runs before its driver does',
    personalities: ['switches-in-start', 'msuac2', 'flexasio'],
    edits: [
      [
        hostStream,
        '  prepared_->stream.run(start.position, start.flags, start.sinceNs);  // before: drivers call while they start\n',
        '',
      ],
      [
        hostStream,
        '  prepared_->started = true;\n',
        '  prepared_->started = true;\n  prepared_->stream.run(start.position, start.flags, start.sinceNs);\n',
      ],
    ],
  },
  {
    name: 'a stream that is being stopped is silent',
    personalities: ['switches-in-stop', 'focusrite'],
    edits: [
      [
        hostStream,
        '  prepared_->started = false;\n  prepared_->stream.mute();\n',
        '  prepared_->started = false;\n',
      ],
    ],
  },
  {
    name: 'of an index only the lowest bit counts',
    personalities: ['index-out-of-range', 'index-negative'],
    edits: [[callbackSlot, 'static_cast<std::size_t>(index & 1)', 'static_cast<std::size_t>(index)']],
  },
  {
    name: 'the same half again is no repetition by itself',
    personalities: ['index-zero', 'fl-studio', 'position-frozen-one-half'],
    edits: [[duplicateFilter, 'if (half != half_) return false;', 'return half == half_;']],
  },
  {
    name: 'a position that does not move is no repetition',
    personalities: ['position-frozen', 'position-frozen-one-half', 'rme-like'],
    edits: [
      [duplicateFilter, 'if (half != half_) return false;', ''],
      [
        duplicateFilter,
        'return positionMoves_ && *position == *position_;',
        'return *position == *position_;',
      ],
    ],
  },
  {
    name: 'a switch that comes soon is no repetition by itself',
    personalities: ['bursts', 'asio4all'],
    edits: [
      [
        duplicateFilter,
        'if (half != half_) return false;',
        'return periodNs != 0 && nowNs - lastNs_ < periodNs / 10;',
      ],
    ],
  },
  {
    name: 'a repetition is served once',
    personalities: ['duplicates', 'focusrite'],
    edits: [
      [
        audioStream,
        'if (!duplicates_.isDuplicate(half, driverPosition, now, realTime ? periodNs() : 0)) return false;',
        'return false;',
      ],
    ],
  },
  {
    name: 'a switch inside another is counted',
    personalities: ['reenters'],
    edits: [
      [
        callbackSlot,
        'if (slot.serving_.exchange(true, std::memory_order_acquire)) return stream->countReentry();',
        'if (slot.serving_.exchange(true, std::memory_order_acquire)) return;',
      ],
    ],
  },
  {
    name: 'a switch may come from any thread',
    personalities: ['new-threads'],
    edits: [
      [
        callbackSlot,
        'AudioStream* const stream = streamOf(slot);\n    if (stream == nullptr) return tellReady(slot);\n    if (slot.serving_',
        'AudioStream* const stream = streamOf(slot);\n    if (stream == nullptr) return tellReady(slot);\n    static std::atomic<int> threads{0};\n    thread_local const int own = ++threads;\n    if (own != 1) return;\n    if (slot.serving_',
      ],
    ],
  },
  {
    name: 'a switch without a time is one',
    personalities: ['time-never', 'asio2wasapi', 'asio4all'],
    edits: [
      [
        callbackSlot,
        'static void bufferSwitch(abi::Long index, abi::Bool) { CallbackEntry::bufferSwitch(slots[Slot], index); }',
        'static void bufferSwitch(abi::Long, abi::Bool) {}',
      ],
    ],
  },
  {
    name: 'a null pointer is no time',
    personalities: ['time-null'],
    edits: [
      [
        callbackSlot,
        'const abi::Long flags = time == nullptr ? 0 : time->timeInfo.flags;',
        'const abi::Long flags = time->timeInfo.flags;',
      ],
    ],
  },
  {
    name: "positions are the host's own",
    personalities: ['time-swapped', 'position-jumps', 'position-frozen'],
    edits: [
      [
        audioStream,
        '    served = !isDuplicate(half, time.position, now);\n',
        '    served = !isDuplicate(half, time.position, now);\n    if (time.position) position_ = *time.position;\n',
      ],
    ],
  },
  {
    name: 'what is not valid of a time is not looked at',
    personalities: ['time-without-flags'],
    edits: [
      [callbackSlot, 'if ((flags & abi::time_info::kSamplePositionValid) != 0)', 'if (time != nullptr)'],
      [
        audioStream,
        '    served = !isDuplicate(half, time.position, now);\n',
        '    served = !isDuplicate(half, time.position, now);\n    if (time.position) position_ = *time.position;\n',
      ],
    ],
  },
  {
    name: "times are the host's own",
    personalities: ['time-coarse', 'msuac2'],
    edits: [
      [
        callbackSlot,
        'namespace engine {\nnamespace {\n\nCallbackSlot slots',
        'namespace engine {\nstd::atomic<std::uint64_t> toldNs{0};\nnamespace {\n\nCallbackSlot slots',
      ],
      [
        callbackSlot,
        'bufferSwitch(slot, index, told);',
        'toldNs = time == nullptr ? 0 : abi::toUint64(time->timeInfo.systemTime);\n    bufferSwitch(slot, index, told);',
      ],
      [
        audioStream,
        'namespace engine {\nnamespace {\n',
        'namespace engine {\nextern std::atomic<std::uint64_t> toldNs;\nnamespace {\n',
      ],
      [
        audioStream,
        '    const std::uint64_t now = nowNs();\n    const bool first',
        '    const std::uint64_t now = toldNs;\n    const bool first',
      ],
    ],
  },
  {
    name: 'a switch is served in the callback, whatever the driver says of that',
    personalities: ['not-direct'],
    edits: [
      [
        callbackSlot,
        'bufferSwitchTimeInfo(abi::Time* time, abi::Long index, abi::Bool) {',
        'bufferSwitchTimeInfo(abi::Time* time, abi::Long index, abi::Bool direct) {\n    if (direct == 0) return nullptr;',
      ],
    ],
  },
  {
    name: 'a driver that waits for output is told in every switch',
    testLimitMs: 4000,
    personalities: ['needs-output-ready', 'msuac2', 'flexasio'],
    edits: [[audioStream, 'if (setup_.outputReadyOf != nullptr) setup_', 'if (false) setup_']],
  },
  {
    name: 'a driver that waits for output is told in silent switches too',
    testLimitMs: 4000,
    personalities: ['needs-output-ready', 'msuac2', 'flexasio'],
    edits: [
      [
        audioStream,
        'if (setup_.outputReadyOf != nullptr) setup_',
        'if (served && setup_.outputReadyOf != nullptr) setup_',
      ],
    ],
  },
  {
    name: 'inputs are taken before the callback returns',
    personalities: ['overwrites-inputs'],
    edits: [
      [
        audioStream,
        'path.take(thread, half, block.samples, position_);',
        'path.take(thread, 1 - half, block.samples, position_);',
      ],
    ],
  },
  {
    name: 'the audio thread has a float mode of its own',
    personalities: ['leaves-float-mode'],
    edits: [['native/rt/float_mode.h', '_mm_setcsr(0x1f80u | 0x8000u | 0x0040u);', '']],
  },
  {
    name: 'the driver gets its float mode back',
    personalities: ['leaves-float-mode'],
    edits: [
      [
        'native/rt/float_mode.h',
        'inline FloatMode::~FloatMode() noexcept RT_SAFE { _mm_setcsr(static_cast<unsigned>(before_)); }',
        'inline FloatMode::~FloatMode() noexcept RT_SAFE {}',
      ],
    ],
  },
  {
    name: 'time code is handed on',
    personalities: ['time-code'],
    edits: [[audioStream, '      passOnTimeCode(time.timeCode);\n', '']],
  },
  {
    name: 'time code that nobody has asked for is not looked at',
    personalities: ['time-code-garbage'],
    edits: [
      [
        audioStream,
        'if (timeCode == nullptr || !takesTimeCode_.load(std::memory_order_relaxed)) return;',
        'if (timeCode == nullptr) return;',
      ],
    ],
  },
];
