// Answers of the host to drivers that are odd about their buffers and samples. See answers-table.mjs.

const hostDriver = 'native/host/driver.cpp';
const hostStream = 'native/host/device_stream.cpp';
const description = 'native/host/description.cpp';

/** @type {import('./answers-table.mjs').Answer[]} */
export const buffers = [
  // --- sizes
  {
    name: 'the smallest, the largest and the preferred size are offered',
    personalities: ['granularity-zero', 'granularity-minus-two', 'sizes-no-powers', 'sizes-reversed'],
    edits: [
      [
        description,
        'if (frames == sizes.min || frames == sizes.max || frames == sizes.preferred) return true;',
        '',
      ],
    ],
  },
  {
    name: 'a step of -1 offers powers of two',
    personalities: ['wineasio', 'sizes-no-powers'],
    edits: [[description, 'if (sizes.granularity == -1) return (frames & (frames - 1)) == 0;', '']],
  },
  {
    name: 'a step leads to no size beyond the largest',
    personalities: ['sizes-one-with-step', 'steinberg-generic'],
    edits: [
      [
        description,
        'if (frames < sizes.min || frames > sizes.max) return false;',
        'if (frames < sizes.min) return false;',
      ],
    ],
  },
  {
    name: 'tiny and huge sizes are sizes',
    personalities: ['sizes-tiny', 'sizes-huge'],
    edits: [
      [
        'src/stream-settings.ts',
        "checkInteger('bufferSize', bufferSize, 1, 2 ** 20)",
        "checkInteger('bufferSize', bufferSize, 16, 2 ** 15)",
      ],
    ],
  },
  {
    name: 'a preferred size that has moved is asked for again',
    personalities: ['preferred-moves'],
    edits: [
      [
        'src/stream.ts',
        'if (!moved || this.settings.hasBufferSize || attempts === mostAttempts) throw error;',
        'throw error;',
      ],
    ],
  },
  {
    name: 'a size that is not offered is not asked for',
    personalities: ['odd-size-then-reset', 'msuac2'],
    edits: [[hostStream, 'if (!offers(description_.bufferSizes, request.bufferSize)) {', 'if (false) {']],
  },
  {
    name: 'a driver is loaded anew to take another size',
    personalities: ['size-frozen'],
    edits: [[hostStream, 'if (madeFrames_ == 0 || madeFrames_ == request.bufferSize) throw;', 'throw;']],
  },

  // --- making buffers and disposing of them
  {
    name: 'a device whose driver makes no buffers stays open',
    personalities: ['only-preferred-works', 'in-use', 'null-buffers'],
    edits: [[hostStream, 'life_.enter(driver_ == nullptr ? LifeState::closed : LifeState::open);', '']],
  },
  {
    name: 'buffers that are left out are a failure',
    personalities: ['null-buffers'],
    edits: [
      [
        hostDriver,
        'if (abi::error::succeeded(code) && filled) return;',
        'if (abi::error::succeeded(code)) return;',
      ],
    ],
  },
  {
    name: 'buffers that failed are disposed of',
    personalities: ['failed-create-stays'],
    edits: [
      [
        hostDriver,
        '  disposeBuffers();  // a driver that failed half-way refuses the next attempt otherwise\n',
        '',
      ],
    ],
  },
  {
    name: 'what disposeBuffers answers changes nothing',
    personalities: ['dispose-fails'],
    edits: [
      [
        hostStream,
        'leaveStream();\n  driver_->disposeBuffers();',
        'leaveStream();\n  driver_->check("disposeBuffers", driver_->disposeBuffers());',
      ],
    ],
  },
  {
    name: 'what stop answers changes nothing',
    personalities: ['stop-fails'],
    edits: [
      [
        hostStream,
        'driver_->stop();\n  // Some go on',
        'driver_->check("stop", driver_->stop());\n  // Some go on',
      ],
    ],
  },
  {
    name: 'the list of buffers stays where it is',
    personalities: ['keeps-infos'],
    edits: [
      [
        hostStream,
        'std::make_unique<Prepared>(std::move(setup), std::move(infos), request.bells);',
        'std::make_unique<Prepared>(std::move(setup), infos, request.bells);\n    for (abi::BufferInfo& info : infos) info = {};',
      ],
    ],
  },
  {
    name: 'buffers need no alignment',
    personalities: ['buffers-packed', 'msuac2'],
    edits: [
      [
        'native/engine/channel_path.cpp',
        'halves_[half].push_back(buffer.halves[half]);',
        'halves_[half].push_back(reinterpret_cast<std::byte*>(reinterpret_cast<std::uintptr_t>(buffer.halves[half]) & ~std::uintptr_t{15}));',
      ],
    ],
  },
  {
    name: 'a driver that knows no latencies is no failure',
    personalities: ['latencies-fail', 'focusrite'],
    edits: [
      [
        hostDriver,
        'if (!abi::error::succeeded(driver_->table->getLatencies(driver_, &latencies[0], &latencies[1]))) return {};',
        'check("getLatencies", driver_->table->getLatencies(driver_, &latencies[0], &latencies[1]));',
      ],
    ],
  },
  {
    name: 'latencies are asked for again with buffers',
    personalities: ['latencies-need-buffers', 'flexasio'],
    edits: [
      [
        hostStream,
        'description_.fault.clear();\n  refreshLatencies();\n}\n\n/// Whether the driver wants',
        'description_.fault.clear();\n}\n\n/// Whether the driver wants',
      ],
    ],
  },
  {
    name: 'a negative latency is none',
    personalities: ['latencies-negative'],
    edits: [
      [
        hostDriver,
        'return {std::max<long>(latencies[0], 0), std::max<long>(latencies[1], 0)};',
        'return {latencies[0], latencies[1]};',
      ],
    ],
  },
  {
    name: 'a channel is active with every positive flag',
    personalities: ['active-flag-lies'],
    edits: [[hostDriver, 'abi::isTrue(info.value.isActive)', 'info.value.isActive == 1']],
  },

  // --- samples
  {
    name: 'each channel has its own sample type',
    personalities: ['mixed-types'],
    edits: [
      [
        'native/host/stream_setup.cpp',
        'types.push_back(channel.type);',
        'types.push_back(types.empty() ? channel.type : types.front());',
      ],
    ],
  },
  {
    name: 'of 32 bits only those of the sample count',
    personalities: ['dirty-high-bits'],
    edits: [
      [
        'native/host/stream_setup.cpp',
        'types.push_back(channel.type);',
        'types.push_back(channel.type == abi::sample_type::kInt32Lsb24 ? abi::sample_type::kInt32Lsb : channel.type);',
      ],
    ],
  },
  {
    name: 'what is no number becomes silence, and what is too loud the loudest',
    personalities: ['not-numbers'],
    edits: [
      [
        'native/sample/lanes_avx2.h',
        'return _mm256_and_si256(_mm256_xor_si256(_mm256_cvtps_epi32(scaled), above), ordered);',
        'return _mm256_cvtps_epi32(scaled);',
      ],
      [
        'native/sample/lanes_sse2.h',
        'return _mm_and_si128(_mm_xor_si128(_mm_cvtps_epi32(scaled), above), ordered);',
        'return _mm_cvtps_epi32(scaled);',
      ],
    ],
  },
];
