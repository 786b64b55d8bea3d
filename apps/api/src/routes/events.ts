import type { RequestHandler } from 'express';
import { Listener } from '../events/listener.ts';
import type { Parts } from '../parts.ts';
import { readLastEventId } from '../query.ts';
import { proxyOf } from './summary.ts';

/** `GET /events`: news as server-sent events. The answer is 200 also while Redis is away: a browser gives up on any other. */
export function eventsRoute({ hub, log }: Parts): RequestHandler {
  return (req, res) => {
    const listener = new Listener(res, proxyOf(req), readLastEventId(req.get('Last-Event-ID')));
    res.setHeader('Content-Type', 'text/event-stream');
    res.setHeader('Cache-Control', 'no-store');
    // Some proxies gather answers before they pass them on.
    res.setHeader('X-Accel-Buffering', 'no');
    if (req.method === 'HEAD') {
      res.end();
      return;
    }
    res.flushHeaders();
    res.on('close', () => {
      hub.remove(listener);
      if (listener.isTooSlow) log.warn('A reader of /events was too slow and was dropped.');
    });
    hub.add(listener);
  };
}
