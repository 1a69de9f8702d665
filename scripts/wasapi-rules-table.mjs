// What a driver that takes an audio device exclusively has to do right, rule by rule: the edit that takes it away, and the
// native test that has to fail without it. The edits are tried one at a time by wasapi-rules.mjs.

const folder = 'native/drivers/wasapi';
const openClient = `${folder}/open_client.cpp`;
const negotiation = `${folder}/negotiation.cpp`;
const run = `${folder}/run.cpp`;
const waits = `${folder}/run_waits.cpp`;
const render = `${folder}/render_side.cpp`;
const capture = `${folder}/capture_side.cpp`;
const setup = `${folder}/setup.cpp`;
const sizes = `${folder}/buffer_sizes.cpp`;
const driver = `${folder}/wasapi_driver.cpp`;
const resampled = `${folder}/resampled_capture.cpp`;

/** @type {{ name: string, test: string, edits: [string, string, string][] }[]} */
export const rules = [
  {
    name: 'with events the period is the whole buffer',
    test: 'with events the device has the size that it was asked for',
    edits: [[openClient, 'pace == Pace::event ? bufferHns :', 'pace == Pace::event ? bufferHns / 2 :']],
  },
  {
    name: 'each event takes the whole buffer',
    test: 'switches come with halves in turn, positions and times, and none after the stop',
    edits: [
      [
        render,
        'return open_.client->takeBuffer(switchFrames_, taken_);',
        'return open_.client->takeBuffer(switchFrames_ / 2, taken_);',
      ],
    ],
  },
  {
    name: 'with events a device has one buffer size',
    test: 'a device that does another size than asked for is opened with that one',
    edits: [[setup, 'leader.switchFrames != asked', 'false && asked == 0']],
  },
  {
    name: 'the padding says nothing with events',
    test: 'switches come with halves in turn, positions and times, and none after the stop',
    edits: [[waits, 'render_->asksForAll() ? awaitEvent() : awaitRoom()', 'awaitRoom()']],
  },
  {
    name: 'a size is aligned as the device says',
    test: 'a size that is not aligned is aligned, with another client',
    edits: [[openClient, '      ask.bufferHns = hnsOf(aligned, format_.rateHz);\n', '']],
  },
  {
    name: 'each try has a client of its own',
    test: 'a size that is not aligned is aligned, with another client',
    edits: [
      [
        openClient,
        '    for (int left = kTries; left > 0; --left) {\n      std::unique_ptr<Client> client;\n      require(',
        '    std::unique_ptr<Client> client;\n    for (int left = kTries; left > 0; --left) {\n      if (!client) require(',
      ],
    ],
  },
  {
    name: 'a time is rounded so that the same size comes of it',
    test: 'a size becomes a time and the same size again, at every rate',
    edits: [[sizes, ' * kHnsPerSecond + rateHz / 2) / rateHz', ' * kHnsPerSecond) / rateHz']],
  },
  {
    name: 'sizes fill packets of 128 bytes',
    test: 'sizes fill packets of 128 bytes',
    edits: [
      [
        sizes,
        'return std::max(kPacketBytes / std::gcd(kPacketBytes, frameBytes), kSmallestStep);',
        'return std::max(frameBytes, kSmallestStep) / std::max(frameBytes, 1u) * 8;',
      ],
    ],
  },
  {
    name: 'nothing is asked for below the shortest period',
    test: 'no device is asked for less than its shortest period',
    edits: [
      [
        openClient,
        'Ask ask{std::max(hnsOf(frames, format_.rateHz), periods_.shortestHns)};',
        'Ask ask{hnsOf(frames, format_.rateHz)};',
      ],
    ],
  },
  {
    name: 'a device that makes eight buffers of one is asked for less',
    test: 'a device that makes eight buffers of one is asked for an eighth',
    edits: [[openClient, 'if (pace == Pace::event && isMultiplied(ask, got)) continue;', '']],
  },
  {
    name: 'where memory is short a shorter buffer is tried',
    test: 'where memory is short a shorter buffer is taken',
    edits: [[openClient, 'answer == result::kOutOfMemory && ask', 'false && ask']],
  },
  {
    name: "the last try is the device's usual period",
    test: 'a device that finds no size good gets its own period',
    edits: [[openClient, 'if (!isSize || ask.wasUsual) return false;', 'return isSize && false;']],
  },
  {
    name: 'a device that refuses events is opened without',
    test: 'a device that refuses events is looked at by the clock',
    edits: [[openClient, 'if (event != nullptr && !isFinal(refusal)) {', 'if (event == nullptr) {']],
  },
  {
    name: 'the buffer is filled before the start',
    test: 'a host that says when it is ready: every sample is played, one buffer later',
    edits: [
      [
        render,
        '  if (const Result result = open_.client->takeBuffer(filledFrames_, taken_); failed(result)) return result;\n  if (const Result result = give(filledFrames_, true); failed(result)) return result;\n',
        '',
      ],
    ],
  },
  {
    name: 'a client and its event stay over stop and start',
    test: 'switches come with halves in turn, positions and times, and none after the stop',
    edits: [
      [
        driver,
        '  set.run.emplace(RunParts{',
        '  set.opened = {};\n  set.opened = setup_->open(set.buffers.frames());\n  set.run.emplace(RunParts{',
      ],
    ],
  },
  {
    name: 'no wait for an event is without an end',
    test: 'a device that falls silent is given up after two seconds',
    edits: [
      [
        waits,
        'await(silence.endNs(), isSet);\n    if (stopRequested()',
        'await(UINT64_MAX, isSet);\n    if (stopRequested()',
      ],
    ],
  },
  {
    name: 'a device without events that stands still is given up',
    test: 'a device that falls silent is given up after two seconds',
    edits: [
      [
        waits,
        '      wasDry_ = false;\n    }\n    const std::uint64_t nowNs = parts_.waiter.nowNs();\n    if (const Result result = silence.at(nowNs); failed(result)) return result;\n',
        '      wasDry_ = false;\n    }\n    const std::uint64_t nowNs = parts_.waiter.nowNs();\n',
      ],
    ],
  },
  {
    name: 'a device whose events come too seldom is opened anew',
    test: 'a device that asks far too seldom is opened anew, and one that is late once is not',
    edits: [[waits, 'return slowEvents_ >= kSlowEvents;', 'return false;']],
  },
  {
    name: 'a period that went by is counted',
    test: 'an event that is lost is a gap, counted, and told as an overload',
    edits: [[waits, '  parts_.counters.missedSwitches.add(switches);\n', '']],
  },
  {
    name: 'a period that went by is told',
    test: 'an event that is lost is a gap, counted, and told as an overload',
    edits: [
      [
        waits,
        '  parts_.counters.missedSwitches.add(switches);\n  parts_.messenger.post(Messenger::Message::overload);\n',
        '  parts_.counters.missedSwitches.add(switches);\n',
      ],
    ],
  },
  {
    name: 'a slow host is told by a thread of its own',
    test: 'a host that is long in a message holds up no switch',
    edits: [
      [
        waits,
        '  parts_.counters.missedSwitches.add(switches);\n  parts_.messenger.post(Messenger::Message::overload);\n',
        '  parts_.counters.missedSwitches.add(switches);\n  parts_.host.overload();\n',
      ],
    ],
  },
  {
    name: "the device's own latency counts, playing",
    test: 'what a device says that it takes beyond its buffer is a part of the latencies',
    edits: [[setup, ' + framesFor(opened.render->latencyHns, rateHz_)', '']],
  },
  {
    name: "the device's own latency counts, recording",
    test: 'what a device says that it takes beyond its buffer is a part of the latencies',
    edits: [
      [
        setup,
        'return packet + kept + framesFor(opened.capture->latencyHns, rateHz_);',
        'return packet + kept;',
      ],
    ],
  },
  {
    name: 'output that is ready is heard one buffer sooner',
    test: 'a host that says when it is ready: every sample is played, one buffer later',
    edits: [[run, 'way_.store(isReady ? Way::direct : Way::afterwards', 'way_.store(Way::afterwards']],
  },
  {
    name: 'formats are those of the exclusive mode',
    test: 'families: integers first, most bits first, each rate once',
    edits: [[negotiation, 'isFormatSupported(ShareMode::exclusive', 'isFormatSupported(ShareMode::shared']],
  },
  {
    name: 'integers come before floats',
    test: 'families: integers first, most bits first, each rate once',
    edits: [
      [
        negotiation,
        '{32, 32, false}, {32, 24, false}, {24, 24, false}, {16, 16, false}, {32, 32, true}',
        '{32, 32, true}, {32, 32, false}, {32, 24, false}, {24, 24, false}, {16, 16, false}',
      ],
    ],
  },
  {
    name: 'the most bits come first',
    test: 'families: integers first, most bits first, each rate once',
    edits: [
      [
        negotiation,
        '{32, 32, false}, {32, 24, false}, {24, 24, false}, {16, 16, false}',
        '{16, 16, false}, {24, 24, false}, {32, 24, false}, {32, 32, false}',
      ],
    ],
  },
  {
    name: '16-bit stereo is asked for as plain WAVEFORMATEX as well',
    test: 'each spelling of a format is tried',
    edits: [
      [
        negotiation,
        'if (kind.containerBits != 16 || channels > 2) return std::nullopt;',
        'return std::nullopt;',
      ],
    ],
  },
  {
    name: 'nothing else is asked for as plain WAVEFORMATEX',
    test: 'formats: exclusive, extensible first, and plain for 16 bits in up to two channels alone',
    edits: [[negotiation, 'if (kind.containerBits != 16 || channels > 2) return std::nullopt;', '']],
  },
  {
    name: '24 bits in 32 are the upper ones',
    test: '24 bits in a container of 32 are a 32-bit sample for the host',
    edits: [
      [
        `${folder}/wave_format.cpp`,
        'return containerBits == 24 ? abi::sample_type::kInt24Lsb : abi::sample_type::kInt32Lsb;',
        'return containerBits == 24 ? abi::sample_type::kInt24Lsb : validBits == 24 ? abi::sample_type::kInt32Lsb24 : abi::sample_type::kInt32Lsb;',
      ],
    ],
  },
  {
    name: "loudspeakers: those of the device's own format",
    test: "the loudspeakers of the mixer's format are tried beside those of the device's own",
    edits: [[negotiation, 'if (!failed(endpoint.getDeviceFormat(format))) hints_.push_back(format);', '']],
  },
  {
    name: "loudspeakers: those of the mixer's format",
    test: "the loudspeakers of the mixer's format are tried beside those of the device's own",
    edits: [[negotiation, 'if (!failed(client_->getMixFormat(format))) hints_.push_back(format);', '']],
  },
  {
    name: 'loudspeakers: the usual ones',
    test: 'each spelling of a format is tried',
    edits: [[negotiation, '    add(usualChannelMask(channels));\n', '']],
  },
  {
    name: 'loudspeakers: none in particular',
    test: 'each spelling of a format is tried',
    edits: [[negotiation, '    add(0);\n', '']],
  },
  {
    name: 'other numbers of channels are tried',
    test: 'each spelling of a format is tried',
    edits: [[negotiation, 'for (const std::uint32_t count : {2u, 1u, 4u, 6u, 8u}) add(count);', '']],
  },
  {
    name: 'exclusive mode that is switched off is said',
    test: 'why there is no format is said',
    edits: [[negotiation, ' ||\n        answer == result::kExclusiveModeNotAllowed)', ')']],
  },
  {
    name: 'a device that is in use is said',
    test: 'why there is no format is said',
    edits: [
      [negotiation, 'if (refusal_ == result::kUnsupportedFormat && failed(answer)) refusal_ = answer;', ''],
    ],
  },
  {
    name: 'a rate is one of those that were asked for, and exactly',
    test: 'rates: those of the device, and the client is opened anew',
    edits: [
      [
        negotiation,
        'if (static_cast<double>(format.rateHz) == rateHz) return &format;',
        'if (rateHz > 0 && rateHz < 1e6 && format.rateHz == static_cast<std::uint32_t>(rateHz)) return &format;',
      ],
    ],
  },
  {
    name: 'both directions have the same type and rate',
    test: 'two devices: one type, and the rates of both',
    edits: [[negotiation, 'if (out.type != in.type) continue;', '']],
  },
  {
    name: 'recording starts first',
    test: 'both at once, the recording device first: every sample arrives, and the latency is what is said',
    edits: [
      [
        run,
        '  Result result = capture_ ? capture_->begin() : result::kOk;\n  if (!failed(result) && render_) result = render_->begin();\n',
        '  Result result = render_ ? render_->begin() : result::kOk;\n  if (!failed(result) && capture_) result = capture_->begin();\n',
      ],
    ],
  },
  {
    name: 'what was recorded before the start is thrown away',
    test: 'what was recorded before the playing device had started is not handed over',
    edits: [[capture, '    while (queuedFrames() >= needed + switchFrames_) begin_ += blockBytes_;\n', '']],
  },
  {
    name: 'one buffer is kept in hand beside a playing device',
    test: 'a recording device may be late by as much as is kept in hand',
    edits: [[capture, 'return isLed_ ? std::max(switchFrames_, largestPacket_) : 0;', 'return 0;']],
  },
  {
    name: 'a buffer that is dropped is counted',
    test: 'two clocks: whole buffers are dropped or silent, counted, and the drift is known',
    edits: [
      [
        capture,
        '  begin_ += blockBytes_;\n  counters_.droppedBuffers.add(1);\n',
        '  begin_ += blockBytes_;\n',
      ],
    ],
  },
  {
    name: 'a buffer of silence is counted',
    test: 'two clocks: whole buffers are dropped or silent, counted, and the drift is known',
    edits: [[capture, '  counters_.repeatedBuffers.add(1);\n', '']],
  },
  {
    name: 'a slip is told',
    test: 'two clocks: whole buffers are dropped or silent, counted, and the drift is known',
    edits: [[run, 'if (losses != toldLosses_) parts_.messenger.post(Messenger::Message::overload);', '']],
  },
  {
    name: 'a resampled capture follows the other clock',
    test: 'resampled: two clocks a thousandth apart, and nothing is lost or put in',
    edits: [[resampled, 'follower_.step(late / format_.rateHz)', '1.0']],
  },
  {
    name: 'what the system tells of a device ends the wait for it',
    test: 'what the system tells of a device is the reason that a host is told',
    edits: [[waits, '    if (loss != result::kOk) return loss;\n', '']],
  },
  {
    name: 'the cause of a loss is told',
    test: 'a device that is not what it was: the format in the settings is the reason where that is known',
    edits: [[driver, 'failure = device->losses().explain(failure);', 'failure = failure;']],
  },
  {
    name: 'a lost device: switches go on by the clock',
    test: 'after a failure the same driver opens the device again',
    edits: [[run, '  isLost_ = true;\n', '  isLost_ = true;\n  stopRequested_.store(true);\n']],
  },
  {
    name: 'a lost device: the host is asked for a reset',
    test: 'after a failure the same driver opens the device again',
    edits: [[run, '  parts_.messenger.post(Messenger::Message::reset);\n', '']],
  },
  {
    name: 'a lost device: it does not start again',
    test: 'after a failure the same driver opens the device again',
    edits: [[driver, '  require(failure(), "IAudioClient");\n', '']],
  },
  {
    name: 'what a computer slept through is not made up for',
    test: "a night's sleep of a host whose device is lost already: it is not made up for",
    edits: [
      [
        waits,
        '  if (missed > 0) skip(missed);\n  dueNs_ += (missed + 1) * periodNs_;',
        '  dueNs_ += periodNs_;',
      ],
    ],
  },
  {
    name: 'a device gets time to go on after a sleep',
    test: "a night's sleep after which the device goes on: what went by is counted, and no more switches come",
    edits: [
      [
        waits,
        '    if (nowNs < endNs() + Run::kSilenceNs) return result::kSilentDevice;\n    hasSlept_ = true;\n',
        '    return result::kClockJumped;\n',
      ],
    ],
  },
  {
    name: 'one packet for each event',
    test: 'recording alone: one packet for each event, none without one, in each stream',
    edits: [[capture, 'open_.asksForAll() ? 1 : kPackets', 'kPackets']],
  },
  {
    name: 'no packet before its event',
    test: 'recording alone: one packet for each event, none without one, in each stream',
    edits: [[waits, 'if (isSet || !asksForAll) {', 'if (isSet || asksForAll || !asksForAll) {']],
  },
  {
    name: 'what a recording device has left out moves the position on',
    test: 'recording alone: what a late host has missed is counted, and the position goes on by it',
    edits: [[waits, '      skip((missing + frames_ - 1) / frames_);', '      (void)missing;']],
  },
  {
    name: 'a packet that comes twice is taken once',
    test: 'a packet that comes twice is not new, and a jump is what is missing',
    edits: [[`${folder}/packet_order.cpp`, '    place.isNew = false;\n', '']],
  },
  {
    name: 'a jump of the position has to be believable',
    test: 'positions of another unit make no gaps, and such that stand still stop nothing for long',
    edits: [[`${folder}/packet_order.cpp`, ' && isBelievable(packet.position - next_, packet))', ')']],
  },
  {
    name: 'a recording device beside a playing one has no events in exclusive mode',
    test: 'a recording device beside a playing one has no event to answer, and room for several periods',
    edits: [[setup, 'isLed ? nullptr : event);', 'event);']],
  },
  {
    name: 'no buffer this time is no failure, playing',
    test: 'that there is no buffer this time is no failure, unless it stays so',
    edits: [[waits, ' || result == result::kBufferError;', ';']],
  },
  {
    name: 'no buffer this time is no failure, playing without events',
    test: 'that there is no buffer this time is no failure, unless it stays so',
    edits: [[waits, '      if (result != result::kBufferError) return result;', '      return result;']],
  },
  {
    name: 'no packet this time is no failure, recording',
    test: 'that there is no buffer this time is no failure, unless it stays so',
    edits: [[capture, ' || result == result::kBufferError) return', ') return']],
  },
  {
    name: 'where a device asks for all it gets all back',
    test: 'a stop between a buffer that was taken and its sound leaves nothing behind',
    edits: [[render, 'asksForAll ? open_.bufferFrames : 0, asksForAll', '0, false']],
  },
  {
    name: 'after a missed period the halves begin anew',
    test: 'after periods that were missed the halves are in step again, however many they were',
    edits: [
      [waits, '    if (result = restart(); failed(result)) return result;\n', '    return collect();\n'],
    ],
  },
  {
    name: 'late by less than a period is not missed',
    test: 'a switch that is late by less than a period is none that was missed',
    edits: [[waits, 'isTold ? kRounding : kNearlyOver', 'kNearlyOver']],
  },
  {
    name: 'once a stream is lost no device goes on',
    test: 'once a stream is lost the device that is still there is silent',
    edits: [
      [run, '  endDevices();\n  dueNs_ = parts_', '  dueNs_ = parts_'],
      [run, '  if (!isLost_) endDevices();', '  endDevices();'],
    ],
  },
  {
    name: 'a wake-up is not an event of the device',
    test: 'who is woken takes no buffer, as long as the device has not asked for one',
    edits: [[waits, '== Woken::byDevice', '!= Woken::deadline']],
  },
  {
    name: 'an event of the stream before is forgotten',
    test: 'a stream does not begin with an event of the one before',
    edits: [[run, '  parts_.waiter.forgetEvent();\n', '']],
  },
  {
    name: 'the thread that serves the devices starts them',
    test: 'the devices are started by the thread that serves them',
    edits: [
      [run, '  thread_ = std::thread(', '  startResult_ = startDevices();\n  thread_ = std::thread('],
      [run, '  startResult_ = startDevices();\n  const bool', '  const bool'],
    ],
  },
  {
    name: 'in exclusive mode the buffer is a part of what a device calls its latency',
    test: 'recording alone: every sample arrives, with events and without',
    edits: [
      [
        openClient,
        'std::max<std::int64_t>(open.latencyHns - bufferHns, 0)',
        'open.latencyHns + 0 * bufferHns',
      ],
    ],
  },
  {
    name: 'with events what sounds cannot be written any more',
    test: "with events what sounds is a part of the latency, whatever the device's clock says",
    edits: [[run, 'if (render_->asksForAll()) ahead =', 'if (false) ahead =']],
  },
  {
    name: 'that another device is the default one is not forgotten',
    test: "another default device between the driver's start and its stream is told",
    edits: [[`${folder}/loss_report.cpp`, 'loss != result::kDefaultChanged &&', '']],
  },
  {
    name: 'a recording device that never begins is given up',
    test: 'a recording device that never begins is given up',
    edits: [
      [
        run,
        '    if (durationNs(capture_->awaitedFrames()) > kFirstPacketNs) return result::kSilentDevice;\n',
        '',
      ],
    ],
  },
  {
    name: 'no size lasts longer than half a second',
    test: 'what is offered begins at the shortest period and prefers the usual one',
    edits: [[sizes, 'std::min(kLargest, longest)', 'kLargest + 0 * longest']],
  },
  {
    name: 'one size that is refused says nothing of the others',
    test: 'a size that a device refuses leaves the others',
    edits: [[setup, 'leader.isUsual && frames != bufferRule().preferred', 'leader.isUsual && frames < 0']],
  },
];
