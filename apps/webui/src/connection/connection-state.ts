/** What the page says of its way to the numbers. */
export type ConnectionState = 'loading' | 'live' | 'reconnecting' | 'apiAway' | 'redisAway';

/** What is known of that way. */
export interface ConnectionFacts {
  /** A summary has come on the stream that is open now. */
  streaming: boolean;
  /** The stream said that Redis is lost, and no summary has come since. */
  redisLost: boolean;
  /** A summary has come at any time. */
  wasLive: boolean;
  /** How the last plain request ended. */
  probe: 'none' | 'answered' | 'unreachable' | 'redisAway';
}

/** Facts at the start. */
export const NO_FACTS: ConnectionFacts = { streaming: false, redisLost: false, wasLive: false, probe: 'none' };

/** The one state that holds: a stream that flows outweighs a probe, which another replica may have answered. */
export function connectionState(facts: ConnectionFacts): ConnectionState {
  if (facts.redisLost) return 'redisAway';
  if (facts.streaming) return 'live';
  if (facts.probe === 'redisAway') return 'redisAway';
  if (facts.probe === 'unreachable') return 'apiAway';
  return facts.wasLive ? 'reconnecting' : 'loading';
}
