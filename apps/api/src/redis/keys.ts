/** The keys that miners write and this program reads; see "Keys in Redis" in the contract of the stack. */
export const KEYS = {
  total: 'devcoin:total',
  duplicates: 'devcoin:duplicates',
  coins: 'devcoin:coins',
  minutes: 'devcoin:minutes',
  miners: 'devcoin:miners',
  miner: (id: string) => `devcoin:miner:${id}`,
  second: (unixSecond: number) => `devcoin:second:${unixSecond}`,
} as const;
