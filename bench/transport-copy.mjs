// The work of every stream in the transport bench: input becomes output. As a module, the processor that does it.

export function copy(inputs, outputs) {
  for (let i = 0; i < outputs.length; i++) outputs[i].set(inputs[i]);
}

export default () => copy;
