// Answers of the host to drivers that are given a rate or a clock. See answers-table.mjs.

const hostDriver = 'native/host/driver.cpp';
const hostDevice = 'native/host/device.cpp';
const hostRate = 'native/host/device_rate.cpp';
const sessionThreads = 'native/host/session_threads.cpp';

/** @type {import('./answers-table.mjs').Answer[]} */
export const rates = [
  {
    name: 'a rate that was accepted is read back',
    personalities: ['rate-never', 'rate-settles', 'rate-after-run', 'rate-after-reload', 'steinberg-generic'],
    edits: [
      [
        hostRate,
        'const auto isThere = [&] { return sameRate(driver_->getSampleRate(), rate); };',
        'const auto isThere = [] { return true; };',
      ],
    ],
  },
  {
    name: 'a rate is waited for',
    personalities: ['rate-settles'],
    edits: [
      [hostDevice, 'if (asks >= kLeastAsks && platform::nowNs() >= limit) return false;', 'return false;'],
    ],
  },
  {
    name: 'a driver is run for a moment to take a rate',
    personalities: ['rate-after-run'],
    edits: [[hostRate, '  runForAMoment();\n', '']],
  },
  {
    name: 'a driver is loaded anew to take a rate',
    personalities: ['rate-after-reload', 'steinberg-generic'],
    edits: [
      [
        hostRate,
        'if (settles(isThere, limit / 3)) return true;\n  release();',
        'return settles(isThere, limit / 3);\n  release();',
      ],
    ],
  },
  {
    name: 'a rate to open with is set before all questions',
    personalities: ['rate-before-questions'],
    edits: [[hostDevice, '    setRateEarly();\n', '']],
  },
  {
    name: 'everything is asked for again after a rate switch',
    personalities: ['rate-halves-channels', 'rate-doubles-buffers', 'type-after-rate'],
    edits: [[hostRate, '    refresh();  // channels, sizes and latencies may all depend on the rate\n', '']],
  },
  {
    name: 'a driver without a clock gets its first',
    personalities: ['rate-needs-clock'],
    edits: [[hostRate, 'if (code != abi::error::kNoClock) return code;', 'return code;']],
  },
  {
    name: 'a rate that is refused is an error at once',
    personalities: ['rate-fixed', 'can-every-rate'],
    edits: [
      [
        hostRate,
        'const abi::Error code = setRateOrClock(rate);\n  if (!abi::error::succeeded(code)) {',
        'const abi::Error code = setRateOrClock(rate);\n  if (false) {',
      ],
    ],
  },
  {
    name: 'what a driver does counts, and not what it says it can',
    personalities: ['can-no-rate', 'can-every-rate', 'flexasio'],
    edits: [
      [
        hostRate,
        'const abi::Error code = setRateOrClock(rate);\n  if (!abi::error::succeeded(code)) {',
        'const abi::Error code = setRateOrClock(rate);\n  if (!driver_->canSampleRate(rate)) {',
      ],
    ],
  },
  {
    name: 'an impossible rate is an unknown one',
    personalities: ['rate-absurd', 'rate-not-a-number'],
    edits: [
      [
        hostDriver,
        'return std::isfinite(rate) && rate >= kLeastSampleRate && rate <= kMostSampleRate ? rate : 0;',
        'return rate;',
      ],
    ],
  },
  {
    name: 'a rate of zero is an unknown one',
    personalities: ['rate-zero'],
    edits: [
      [
        'native/addon/marshal.cpp',
        'description.sampleRate == 0 ? env.Null() : number(env, description.sampleRate)',
        'number(env, description.sampleRate)',
      ],
    ],
  },
  {
    name: 'the buffers are disposed of before a rate switch',
    personalities: ['rate-blocked-by-buffers'],
    edits: [
      [
        hostRate,
        '    endStream();\n    if (!sameRate(driver_->getSampleRate(), rate)) applyRate(rate);',
        '    std::exception_ptr refusal;\n    try {\n      if (!sameRate(driver_->getSampleRate(), rate)) applyRate(rate);\n    } catch (const Error&) {\n      refusal = std::current_exception();\n    }\n    endStream();\n    if (refusal) std::rethrow_exception(refusal);',
      ],
    ],
  },
  {
    name: 'an announcement of the rate that there is is no news',
    personalities: ['announces-same-rate'],
    edits: [[hostRate, 'if (!isNews) return std::nullopt;', '']],
  },
  {
    name: 'a clock that was lost is news when it comes back',
    testLimitMs: 4000,
    personalities: ['loses-clock'],
    edits: [[hostRate, 'const bool isNews = clockLost_ || !sameRate', 'const bool isNews = !sameRate']],
  },
  {
    name: 'a rate that changes by itself is told',
    testLimitMs: 4000,
    personalities: ['rate-changes', 'loses-clock'],
    edits: [
      [
        'native/engine/callback_slot.cpp',
        'slot.mailbox_.setSampleRate(rate);\n    post(slot, notice::kSampleRateChanged);',
        'slot.mailbox_.setSampleRate(rate);',
      ],
    ],
  },

  // --- clocks
  {
    name: 'no clock is current that the driver does not call so',
    personalities: ['no-current-clock'],
    edits: [
      [hostDriver, 'abi::isTrue(source.isCurrentSource),', 'abi::isTrue(source.isCurrentSource) || i == 0,'],
    ],
  },
  {
    name: 'a clock without a name is none',
    personalities: ['clock-count-lies', 'msuac2'],
    edits: [[hostDriver, "if (source.name[0] == '\\0') continue;", '']],
  },
  {
    name: 'there is room for all clocks',
    personalities: ['many-clocks', 'rme-like'],
    edits: [[hostDriver, 'constexpr long kMostClockSources = 64;', 'constexpr long kMostClockSources = 1;']],
  },
  {
    name: 'a clock that is not listed is not chosen',
    personalities: ['many-clocks'],
    edits: [[hostRate, 'if (std::none_of(sources.begin(), sources.end(), isIt)) {', 'if (false) {']],
  },
  {
    name: 'the clocks are asked for again when another is used',
    personalities: ['clock-changes'],
    edits: [
      [
        sessionThreads,
        'if ((notices & engine::notice::kClockSourceChanged) != 0) device.noteClockSource();',
        '',
      ],
    ],
  },
  {
    name: 'what a driver runs at is measured',
    testLimitMs: 12_000,
    personalities: ['rate-lies', 'rate-lies-until-reload', 'rate-changes-silently'],
    edits: [['native/host/watchdog.cpp', 'isOffRate_ = otherHz != 0 && otherHz == otherHz_;', '']],
  },
  {
    name: 'a driver that runs at another rate is asked whether it has changed it',
    testLimitMs: 12_000,
    personalities: ['rate-changes-silently'],
    edits: [[sessionThreads, 'if (!rate) rate = device.noteSilentChange();', '']],
  },
  {
    name: 'a driver that runs at another rate than was set is opened again',
    testLimitMs: 12_000,
    personalities: ['rate-lies', 'rate-lies-until-reload'],
    edits: [['src/device-recovery.ts', "this.#recover('rate-mismatch');", '']],
  },
  {
    name: 'a driver that runs at another rate for good ends the stream',
    testLimitMs: 12_000,
    personalities: ['rate-lies'],
    edits: [['src/device-recovery.ts', 'if (!isInVain) {', 'if (wanted !== 0) {']],
  },
  {
    name: 'a rate that was accepted and is not known is believed',
    personalities: ['rate-zero', 'rate-absurd', 'rate-not-a-number'],
    edits: [[hostRate, 'if (driver_->getSampleRate() == 0) return true;', '']],
  },
  {
    name: 'output is ready also while nobody streams',
    personalities: ['rate-after-run-ready'],
    edits: [
      [
        'native/engine/callback_slot.cpp',
        'if (stream == nullptr) return tellReady(slot);',
        'if (stream == nullptr) return;',
      ],
    ],
  },
  {
    name: 'a clock that was chosen is chosen again',
    personalities: ['many-clocks'],
    edits: [[hostRate, '  driver_->setClockSource(*wantedClock_);\n', '']],
  },
];
