import type { Explanation as Explained, HistoryEntry as Happened } from '../../service/reports.ts';
import { type Explanation, HistoryKind, VerdictKind } from './gen/neighsync/v1/reports.ts';
import { type Numbers, STATES } from './names.ts';
import { neighborMessage } from './neighbor-message.ts';

const VERDICTS: Numbers<Explained['verdict']['kind'], VerdictKind> = {
  row: VerdictKind.VERDICT_KIND_ROW,
  absent: VerdictKind.VERDICT_KIND_ABSENT,
  hold: VerdictKind.VERDICT_KIND_HOLD,
};

const HISTORY: Numbers<Happened['what'], HistoryKind> = {
  kernel_changed: HistoryKind.HISTORY_KIND_KERNEL_CHANGED,
  kernel_gone: HistoryKind.HISTORY_KIND_KERNEL_GONE,
  row_written: HistoryKind.HISTORY_KIND_ROW_WRITTEN,
  row_deleted: HistoryKind.HISTORY_KIND_ROW_DELETED,
  write_failed: HistoryKind.HISTORY_KIND_WRITE_FAILED,
};

/** Why a row is there, or is not, as a message. */
export function explanationMessage(explained: Explained): Explanation {
  const { interface: name, ipAddress, kernel, known, verdict, configuration, database, history } = explained;
  return {
    interface: name,
    ipAddress,
    kernel: kernel && neighborMessage(kernel),
    known: known && neighborMessage(known),
    verdict: { ...verdict, kind: VERDICTS[verdict.kind] },
    configuration: configuration.map(({ key, value, origin }) => ({ key, value, origin })),
    database: { ...database },
    history: history.map(({ at, what, state, macAddress }) => ({
      at,
      what: HISTORY[what],
      state: state === undefined ? 0 : (STATES[state] ?? 0),
      macAddress,
    })),
  };
}
