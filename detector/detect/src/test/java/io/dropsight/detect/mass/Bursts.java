package io.dropsight.detect.mass;

import io.dropsight.detect.Cohort;
import io.dropsight.detect.Traits;
import io.dropsight.detect.device.Drop;
import io.dropsight.model.Auth;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/** Bursts and series to test with. Minute 1,000,000 is in 2016. */
final class Bursts {
    static final long START = 1_000_000;
    static final LongPredicate CALM = minute -> false;

    private Bursts() {}

    static BurstFact fact(int device, long at, int session, int code, Traits traits) {
        int bits = code == 401003 ? Drop.UNAUTHORIZED : code >= 500_000 ? Drop.SERVER : Drop.CLOSED_REMOTELY;
        return new BurstFact("device-" + device, at, session, code, bits, false, traits, 1, true);
    }

    static List<BurstFact> of(int count, IntFunction<BurstFact> each) {
        return IntStream.range(0, count).mapToObj(each).toList();
    }

    static Traits traits(String protocol, String sdk, String address, Auth auth) {
        return new Traits(Cohort.idOf(protocol), Cohort.idOf(sdk), Cohort.network24(address), auth);
    }

    /** A series that has seen so many drops a minute for so long, all of them settled and learnt. */
    static Series steady(double perMinute, int minutes) {
        Series it = new Series(START, 0);
        double due = 0;
        for (long minute = START; minute < START + minutes; minute++) {
            it.learn(minute + 12, CALM);
            for (due += perMinute; due >= 1; due--) {
                it.addSettled(minute, minute + 10, 0, CALM);
            }
        }
        it.learn(START + minutes, CALM);
        return it;
    }

    static void add(Series it, long minute, int drops) {
        for (int i = 0; i < drops; i++) {
            it.addFresh(minute);
        }
    }
}
