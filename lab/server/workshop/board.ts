import type { BoardRow } from '../../contract/index.ts';
import type { SeatRecord } from '../store/index.ts';
import type { LiveSeat } from './live-seat.ts';

/** What the class board shows of a seat. */
export function boardRow(
  seat: SeatRecord,
  met: Readonly<Record<string, number>>,
  live: LiveSeat | undefined,
): BoardRow {
  const failing = live?.steps.failing;
  const command = live?.commands.onBoard;
  return {
    seat: seat.id,
    name: seat.name,
    course: seat.course,
    online: (live?.pages.size ?? 0) > 0,
    sandbox: live?.sandboxView.state ?? 'closed',
    progress: { step: seat.step, met },
    stepSince: seat.stepSince,
    ...(failing === undefined ? {} : { failing }),
    ...(command === undefined ? {} : { command }),
  };
}
