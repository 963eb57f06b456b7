package io.dropsight.detect.device;

import io.dropsight.detect.Candidate;
import io.dropsight.detect.DropFact;
import io.dropsight.detect.EventTime;
import io.dropsight.detect.Traits;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import java.util.ArrayList;
import java.util.List;

/** The slow lane: what records of one device that settle together do to its state, and what its hub hears of them. */
final class Settlement {
    private final DeviceKey device;
    private final long stamp;
    private final SettleBuffer later;
    private final CensusTaker census;
    private final DevicePartition.Output output;
    private DeviceState state;
    private boolean changed;
    private boolean dropped;

    /**
     * @param stamp when they settle, ms on the arrival axis
     * @param later what is not due yet
     */
    Settlement(
            DeviceKey device,
            DeviceState state,
            long stamp,
            SettleBuffer later,
            CensusTaker census,
            DevicePartition.Output output) {
        this.device = device;
        this.state = state;
        this.stamp = stamp;
        this.later = later;
        this.census = census;
        this.output = output;
    }

    /** As it is afterwards. */
    DeviceState state() {
        return state;
    }

    /**
     * @param entries in event-time order; at least one
     * @return whether the state was told to the hub
     */
    boolean apply(List<SettleBuffer.Entry> entries) {
        SettleBuffer.Entry last = entries.get(0);
        for (int from = 0, to; from < entries.size(); from = to) {
            to = from + 1;
            while (to < entries.size() && sameTime(entries.get(from), entries.get(to))) {
                to++;
            }
            if (entries.get(from).second() - state.settledSecond() > DevicePartition.FORGET_AFTER.toSeconds()) {
                state = state.startAnew();
            }
            SettleBuffer.Entry settled = entries.get(to - 1);
            last = to - from == 1 ? settled : applyTies(entries.subList(from, to - 1), settled);
            apply(last, settled.lagSeconds());
            state.settled(settled.second(), settled.nano(), settled.hash(), EventTime.ofMillis(stamp));
        }
        boolean candidate = changed && Screen.passes(state, dropped);
        if (candidate) {
            DiagnosticEvent record = last.decode(device);
            output.signal(new Candidate(
                    stamp,
                    device,
                    state.nextSignal(),
                    state,
                    entries.get(entries.size() - 1).lagSeconds(),
                    record.protocol(),
                    record.sdkVersion(),
                    record.maskedAddress()));
        }
        return candidate;
    }

    private static boolean sameTime(SettleBuffer.Entry a, SettleBuffer.Entry b) {
        return a.second() == b.second() && a.nano() == b.nano();
    }

    /**
     * All but one of several records with one event time.
     *
     * @return the one that comes last
     */
    private SettleBuffer.Entry applyTies(List<SettleBuffer.Entry> others, SettleBuffer.Entry settled) {
        List<SettleBuffer.Entry> ties = new ArrayList<>(others);
        ties.add(settled);
        while (ties.size() > 1) {
            List<DiagnosticEvent> events =
                    ties.stream().map(tie -> tie.decode(device)).toList();
            apply(ties.remove(Sessions.nextOfTie(state, events)), settled.lagSeconds());
        }
        return ties.get(0);
    }

    private void apply(SettleBuffer.Entry entry, long lagSeconds) {
        DiagnosticEvent record = entry.decode(device);
        Traits traits = entry.traits(device);
        state.heardOf(EventTime.ofInstant(record.occurredAt()));
        int sdkBefore = state.sdk();
        state.describe(traits);
        int drops = state.drops();
        boolean open = state.isConnected();
        long refusedBefore = state.lastRefused();
        changed |= Sessions.apply(state, record);
        census.named(device.hub(), record, traits);
        output.count(DevicePartition.Outcome.SETTLED);
        count(record, state.drops() - drops, open);
        if (state.drops() > drops) {
            dropped = true;
            tellDrop(record, lagSeconds);
        } else if (record.operation() == Operation.CONNECT) {
            tellConnect(record, traits.sdk(), lagSeconds, sdkBefore, refusedBefore);
        }
    }

    /** The drops that a record has told of: its own, and one before it that no record has. */
    private void count(DiagnosticEvent record, int added, boolean open) {
        boolean isDrop = record.operation() == Operation.DISCONNECT;
        for (int i = state.size() - added; i < state.size(); i++) {
            boolean unseen = !isDrop || (state.bits(i) & Drop.IMPLICIT) != 0;
            DropKind kind = unseen ? DropKind.UNSEEN : DropKind.of(record.error(), record.code());
            output.dropped(device.hub(), kind, state.session(i));
        }
        if (open && isDrop && Drop.isTakeOver(record.code())) { // which ends no period, and is kept in no ring
            output.dropped(device.hub(), DropKind.TAKEN_OVER, 0);
        }
    }

    /** Of the drop just added, if it was an error. */
    private void tellDrop(DiagnosticEvent record, long lagSeconds) {
        int last = state.size() - 1;
        if (Drop.isError(state.bits(last))) {
            output.signal(new DropFact(
                    stamp,
                    device,
                    state.nextSignal(),
                    DropFact.Kind.SETTLED,
                    state.lastDrop(),
                    state.session(last),
                    record.code(),
                    state.bits(last),
                    Screen.habit(state, state.lastDrop(), state.session(last)),
                    (int) Math.min(lagSeconds, Integer.MAX_VALUE),
                    FreshFacts.withWaiting(state.traits(), device, later)));
        }
    }

    /** Of a connect that the hub refused for a reason of its own, or that runs another SDK version than before. */
    private void tellConnect(DiagnosticEvent record, int sdk, long lagSeconds, int sdkBefore, long refusedBefore) {
        long at = EventTime.ofInstant(record.occurredAt());
        boolean accepted = !record.error() && record.code() == 0;
        boolean moved = accepted && sdkBefore != 0 && sdk != 0 && sdk != sdkBefore;
        boolean refused = !accepted && Drop.isOfHub(record.code()) && !FreshFacts.isSameTurn(device, at, refusedBefore);
        if (moved || refused) {
            output.signal(new DropFact(
                    stamp,
                    device,
                    state.nextSignal(),
                    moved ? DropFact.Kind.MOVED_SETTLED : DropFact.Kind.REFUSED_SETTLED,
                    at,
                    moved ? sdkBefore : 0,
                    record.code(),
                    moved ? 0 : Drop.bits(record.error(), record.code()),
                    DropFact.Habit.NONE,
                    (int) Math.min(lagSeconds, Integer.MAX_VALUE),
                    state.traits()));
        }
    }
}
