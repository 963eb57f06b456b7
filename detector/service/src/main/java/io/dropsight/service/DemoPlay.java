package io.dropsight.service;

import io.dropsight.service.config.RunConfig;
import io.dropsight.service.sources.SimulationSource;
import io.dropsight.service.view.AlertVersion;
import io.dropsight.simulator.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Brings the demo to the screen: what happens, what is found, and at the end both side by side. The source and the
 * reader of the alerts call in from their threads; one other thread steps.
 */
final class DemoPlay implements SimulationSource.Audience {
    /** So long, on the clock, an alert usually takes from the record that raises it to here; on a busy machine more. */
    private static final Duration HELD_BACK = Duration.ofSeconds(1);

    private static final Duration LONGEST_HELD_BACK = Duration.ofSeconds(15);
    /** When nothing has come for so long after the end, nothing will. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DemoStory story;
    private final DemoScreen screen;
    private final int speed;
    private final Deque<DemoStory.Scene> scenes;
    private final BlockingQueue<AlertVersion> heard = new LinkedBlockingQueue<>();
    private final Map<String, AlertVersion> latest = new LinkedHashMap<>();
    private final Map<String, Instant> opened = new HashMap<>();
    /** The most devices at a time: those of a periodic or random alert leave it one by one. */
    private final Map<String, Integer> mostDevices = new HashMap<>();

    private volatile Instant now = Instant.MIN;
    private volatile boolean atEnd;
    /** Simulated: how far what is shown is behind. */
    private Duration behind;

    private long newsAt = System.nanoTime();
    private boolean summed;

    DemoPlay(DemoStory story, DemoScreen screen, int speed) {
        this.story = story;
        this.screen = screen;
        this.speed = speed;
        behind = HELD_BACK.multipliedBy(speed);
        scenes = new ArrayDeque<>(story.scenes());
    }

    @Override
    public void reached(Instant time) {
        now = time;
    }

    @Override
    public boolean wantsMore() {
        atEnd = true;
        return false;
    }

    /** From any thread. */
    void heard(AlertVersion version) {
        heard.add(version);
    }

    void introduce(Truth truth, RunConfig.Simulation fleet, int port) {
        Duration span = Duration.between(truth.from(), truth.to());
        screen.print(screen.bold("Dropsight demo") + "\n\n");
        screen.paragraph("A simulated IoT hub, %s, with %s: %s of its life in about %s. Lines with == tell what"
                        .formatted(
                                fleet.hub(),
                                Text.count(fleet.devices(), "device"),
                                Text.duration(span),
                                Text.duration(span.dividedBy(speed)))
                + " is done to it. Dropsight is told nothing of that: it reads the hub's log of connects and"
                + " disconnects, as in earnest, and the other lines tell what it finds. Compare. Times are simulated,"
                + " and UTC.");
        String address = "http://127.0.0.1:" + port;
        screen.print("""

                What is open, in JSON     %1$s/api/alerts
                Metrics for Prometheus    %1$s/metrics

                """.formatted(address));
    }

    void tellThatHttpStays() {
        screen.print("\nHTTP goes on answering; Ctrl-C ends it.\n");
    }

    /** @return whether all has been told */
    boolean step() {
        Instant time = now;
        while (!scenes.isEmpty() && !scenes.peek().at().isAfter(time)) {
            screen.scene(scenes.remove());
        }
        for (AlertVersion version = heard.poll(); version != null; version = heard.poll()) {
            newsAt = System.nanoTime();
            latest.put(version.id(), version);
            Duration took = Duration.between(version.at(), time);
            Duration most = LONGEST_HELD_BACK.multipliedBy(speed);
            if (took.compareTo(behind) > 0) {
                behind = took.compareTo(most) > 0 ? most : took;
            }
            opened.putIfAbsent(version.id(), version.at());
            mostDevices.merge(
                    version.id(), version.deviceCount(), version.data().has("mass") ? (a, b) -> b : Math::max);
            screen.alert(version);
        }
        boolean isOver = atEnd && !time.isBefore(story.end()) && isSettled();
        screen.showUntil(isOver ? Instant.MAX : before(time));
        if (isOver && !summed) {
            summed = true;
            screen.print("\n" + screen.bold("What happened, and what Dropsight found") + "\n\n");
            screen.print(summary().text(opened, mostDevices));
        } else if (!isOver && time.isAfter(Instant.MIN)) {
            screen.clock(time);
        }
        return isOver;
    }

    private Instant before(Instant time) {
        return time.equals(Instant.MIN) ? time : time.minus(behind);
    }

    private boolean isSettled() {
        long quiet = System.nanoTime() - newsAt;
        return summary().isComplete() && quiet > HELD_BACK.toNanos() || quiet > PATIENCE.toNanos();
    }

    private DemoSummary summary() {
        return DemoSummary.of(story.troubles(), List.copyOf(latest.values()));
    }
}
