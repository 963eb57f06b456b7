package io.dropsight.simulator;

import io.dropsight.model.Auth;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * Carries one device's records to us: late, twice or never. Every record takes the same draws whatever the settings, so
 * that another share of losses loses more of the same records and changes nothing else. Not thread-safe.
 */
final class Courier implements Story.Log {
    private static final Duration LONGEST_REPEAT = Duration.ofMinutes(2);

    private final FleetSpec spec;
    private final Persona persona;
    private final Dice dice;
    private final Consumer<Delivered> next;
    private int sequence;
    private String address;

    /** A record on its way; ordered by arrival, then device, then as that device's were written. */
    record Delivered(SimulatedRecord record, int device, int sequence) implements Comparable<Delivered> {
        @Override
        public int compareTo(Delivered other) {
            int order = record.arrival().compareTo(other.record.arrival());
            order = order != 0 ? order : Integer.compare(device, other.device);
            return order != 0 ? order : Integer.compare(sequence, other.sequence);
        }
    }

    Courier(FleetSpec spec, Persona persona, Consumer<Delivered> next) {
        this.spec = spec;
        this.persona = persona;
        this.dice = Dice.of(spec.seed(), Dice.Strand.DELIVERY, persona.index());
        this.next = next;
        this.address = persona.addresses().get(0);
    }

    @Override
    public void write(double atSeconds, Operation operation, Outcome outcome) {
        Delivery delivery = spec.delivery();
        boolean lost = dice.chance(delivery.lost());
        boolean late = dice.chance(delivery.late());
        boolean twice = dice.chance(delivery.duplicated());
        double usual = dice.between(seconds(Delivery.MIN_DELAY), seconds(Delivery.MAX_DELAY));
        double lateness = dice.unit();
        double repeat = dice.unit();
        boolean bare = dice.chance(delivery.bare());
        boolean connect = operation == Operation.CONNECT;
        String another = dice.oneOf(persona.addresses());
        address = connect ? another : address;
        if (lost) {
            return;
        }
        DiagnosticEvent event = new DiagnosticEvent(
                persona.device(),
                spec.at(atSeconds),
                operation,
                outcome != Outcome.FINE,
                outcome.code,
                outcome.description,
                persona.protocol(),
                connect ? persona.sdkVersion() : "",
                bare && !connect ? Auth.UNKNOWN : persona.auth(),
                address);
        double most = seconds(delivery.maxLateness()) - 1; // leaves a second for a repetition
        double least = seconds(Delivery.MAX_DELAY);
        double delay = late ? least + lateness * (most - least) : usual;
        deliver(event, delay);
        if (twice) {
            double room = Math.min(seconds(LONGEST_REPEAT), seconds(delivery.maxLateness()) - 0.001 - delay);
            deliver(event, delay + 0.001 + repeat * room);
        }
    }

    private void deliver(DiagnosticEvent event, double delaySeconds) {
        Instant arrival =
                event.occurredAt().plusMillis((long) (delaySeconds * 1000)).truncatedTo(ChronoUnit.MILLIS);
        next.accept(new Delivered(new SimulatedRecord(arrival, event), persona.index(), sequence++));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
