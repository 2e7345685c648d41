// checks.ts: says ok or not ok of each sentence, and counts.
let passed = 0;
let failed = 0;

export const check = (sentence: string, good: boolean, told?: unknown): void => {
  if (good) passed += 1;
  else failed += 1;
  console.log(`${good ? 'ok' : 'not ok'} ${sentence}${good || told === undefined ? '' : `: ${JSON.stringify(told)}`}`);
};

// What must be there for the next step to make sense.
export const given = <T>(value: T | undefined | null, what: string): T => {
  if (value === undefined || value === null) throw new Error(`there is no ${what}`);
  return value;
};

export const verdict = (): void => {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
};
