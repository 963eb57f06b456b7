package io.dropsight.detect.device;

import io.dropsight.detect.EventTime;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import java.util.List;

/**
 * Pairs a device's settled records into sessions and drops. Records come in event-time order; those of one and the
 * same time in the order that {@link #nextOfTie} chooses.
 *
 * <p>What is known of the log (reference to azure-domain E and the trials): one drop may write up to three records;
 * records are lost, so that two connects or two disconnects follow each other; a take-over writes the connect first.
 */
final class Sessions {
    /** Records within this of a drop, with no accepted connect between, belong to that drop. */
    private static final long ONE_DROP_SECONDS = 30;
    /** A take-over code this soon after a second connect tells who was replaced. */
    private static final long TAKE_OVER_SECONDS = 10;
    /** The hub may stamp the end of the old session just after the connect of the new one. */
    private static final long LATE_END_SECONDS = 2;
    /** A device whose disconnect was lost is taken to have dropped this long before its next connect. */
    private static final long USUAL_RETURN_SECONDS = 4;

    private Sessions() {}

    /** Which of several records with one event time comes next; depends on the state and the records alone. */
    static int nextOfTie(DeviceState state, List<DiagnosticEvent> ties) {
        int best = 0;
        for (int i = 1; i < ties.size(); i++) {
            if (compare(state, ties.get(i), ties.get(best)) < 0) {
                best = i;
            }
        }
        return best;
    }

    private static int compare(DeviceState state, DiagnosticEvent a, DiagnosticEvent b) {
        int byRank = Integer.compare(rank(state, a), rank(state, b));
        if (byRank != 0) {
            return byRank;
        }
        int byCode = Integer.compare(a.code(), b.code());
        if (byCode != 0) {
            return byCode;
        }
        return a.maskedAddress().compareTo(b.maskedAddress());
    }

    private static int rank(DeviceState state, DiagnosticEvent event) {
        boolean open =
                state.isConnected() || EventTime.ofInstant(event.occurredAt()) - state.lastDrop() <= ONE_DROP_SECONDS;
        return switch (event.operation()) {
            case DISCONNECT -> open && !Drop.isTakeOver(event.code()) ? 0 : 3;
            case CONNECT -> isRefused(event) ? 1 : 2; // tried in vain before it got in
            case OTHER -> 4;
        };
    }

    private static boolean isRefused(DiagnosticEvent connect) {
        return connect.error() || connect.code() != 0;
    }

    /** @return whether the device dropped, came back, or more became known of its last drop */
    static boolean apply(DeviceState state, DiagnosticEvent event) {
        long at = EventTime.ofInstant(event.occurredAt());
        if (event.operation() == Operation.OTHER) {
            return false;
        }
        boolean changed = false;
        if (state.isDoubled()) {
            state.setDoubled(false);
            if (endsTheOldSession(state, event, at)) {
                return true;
            }
            addLostDrop(state);
            changed = true;
        }
        if (event.operation() == Operation.CONNECT) {
            return isRefused(event) ? refuse(state, event, at) || changed : accept(state, at);
        }
        return drop(state, event, at) || changed;
    }

    private static boolean accept(DeviceState state, long at) {
        if (state.isConnected()) {
            state.connect(at);
            state.setDoubled(true); // what it was, the next record tells
            return false;
        }
        state.connect(at);
        return true;
    }

    private static boolean refuse(DeviceState state, DiagnosticEvent event, long at) {
        state.refused(at, Refusal.ofCode(event.code()));
        if (!state.isConnected() && event.code() == 401003 && at - state.lastDrop() <= ONE_DROP_SECONDS) {
            state.mergeIntoLastDrop(Drop.UNAUTHORIZED);
            return true;
        }
        return state.hasRefusalNews();
    }

    private static boolean drop(DeviceState state, DiagnosticEvent event, long at) {
        int bits = Drop.bits(event.error(), event.code());
        if (Drop.isTakeOver(event.code())) {
            state.takenOver(at);
        }
        if (state.isConnected()) {
            long session = at - state.lastConnect();
            state.disconnect();
            if (!Drop.isTakeOver(event.code())) {
                state.addDrop(at, Math.max(1, session), bits);
            }
            return true;
        }
        if (state.lastDrop() != 0 && at - state.lastDrop() <= ONE_DROP_SECONDS) {
            state.mergeIntoLastDrop(bits);
            return true;
        }
        if (!Drop.isTakeOver(event.code())) {
            state.addDrop(at, 0, bits); // its connect was not seen
        }
        return true;
    }

    /** After two connects in a row: is this record the end of the first one's session? */
    private static boolean endsTheOldSession(DeviceState state, DiagnosticEvent event, long at) {
        if (event.operation() != Operation.DISCONNECT) {
            return false;
        }
        long since = at - state.lastConnect();
        if (Drop.isTakeOver(event.code())) {
            if (since <= TAKE_OVER_SECONDS) {
                state.takenOver(at); // which ends no period
                return true;
            }
            return false;
        }
        if (since > LATE_END_SECONDS) {
            return false;
        }
        long end = Math.min(at, state.lastConnect());
        state.addDrop(end, Math.max(1, end - state.previousConnect()), Drop.bits(event.error(), event.code()));
        return true;
    }

    private static void addLostDrop(DeviceState state) {
        long end = Math.max(state.previousConnect() + 1, state.lastConnect() - USUAL_RETURN_SECONDS);
        state.addDrop(end, end - state.previousConnect(), Drop.IMPLICIT);
    }
}
