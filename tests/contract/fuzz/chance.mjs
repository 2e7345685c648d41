// chance.mjs: repeatable chance. The same seed makes the same choices in the same order.
import prand from 'pure-rand';

export const chanceOf = (seed) => {
  const source = prand.xoroshiro128plus(seed);
  const below = (count) => prand.unsafeUniformIntDistribution(0, count - 1, source);
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    happens: (percent) => below(100) < percent,
    pick: (list) => list[below(list.length)],
  };
};
