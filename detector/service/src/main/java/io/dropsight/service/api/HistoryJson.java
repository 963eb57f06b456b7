package io.dropsight.service.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropsight.detect.Cohort;
import io.dropsight.detect.EventTime;
import io.dropsight.detect.Traits;
import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.DeviceView;
import io.dropsight.detect.device.Drop;
import io.dropsight.model.Auth;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A device's history as JSON; the state of the detector is bits and hashes. */
final class HistoryJson {
    /** As Azure logs them; the detector keeps the hash of the text alone. */
    private static final List<String> PROTOCOLS = List.of("Mqtt", "MqttWs", "Amqp", "AmqpWs", "Https");

    private static final Map<Integer, String> SAID = new LinkedHashMap<>();

    static {
        SAID.put(Drop.CLOSED_REMOTELY, "closed_remotely");
        SAID.put(Drop.UNAUTHORIZED, "unauthorized");
        SAID.put(Drop.CLEAN, "client_closed");
        SAID.put(Drop.SERVER, "server_error");
        SAID.put(Drop.THROTTLED, "throttled");
        SAID.put(Drop.HUB, "hub");
        SAID.put(Drop.OTHER_ERROR, "other");
        SAID.put(Drop.IMPLICIT, "not_seen");
    }

    private HistoryJson() {}

    static void write(DeviceView view, ObjectNode to) {
        Instant until = view.settledUntil();
        if (until != null) {
            to.put("settledUntil", until.toString());
        }
        to.put("waitingRecords", view.waitingRecords());
        DeviceState state = view.state();
        ArrayNode sessions = to.putArray("sessions");
        if (state == null) {
            return;
        }
        to.put("connected", state.isConnected());
        time(to, "since", state.isConnected() ? state.lastConnect() : state.lastDrop());
        time(to, "firstSeen", state.firstHeard());
        to.put("drops", state.drops()).put("errorDrops", state.errorDrops());
        traits(to, state);
        if (state.refusals() > 0) {
            ObjectNode refused = to.putObject("refusedConnects");
            refused.put("count", state.refusals())
                    .put("why", state.refusal().name().toLowerCase(Locale.ROOT));
            time(refused, "first", state.firstRefused());
            time(refused, "last", state.lastRefused());
        }
        ArrayNode takeOvers = to.putArray("takenOverAt");
        for (long at : state.takeOvers()) {
            if (at != 0) {
                takeOvers.add(EventTime.toInstant(at).toString());
            }
        }
        sessions(sessions, state);
    }

    private static void traits(ObjectNode to, DeviceState state) {
        Traits traits = state.traits();
        PROTOCOLS.stream()
                .filter(name -> Cohort.idOf(name) == traits.protocol())
                .findFirst()
                .ifPresent(name -> to.put("protocol", name));
        if (traits.auth() != Auth.UNKNOWN) {
            to.put("auth", traits.auth().name().toLowerCase(Locale.ROOT));
        }
        network(to, "network", traits.network24());
        network(to, "networkBefore", state.otherNetwork24());
    }

    private static void network(ObjectNode to, String name, int network24) {
        Cohort network = Cohort.of(Cohort.Kind.NETWORK_24, network24);
        if (network != null) {
            to.put(name, network.value());
        }
    }

    private static void sessions(ArrayNode to, DeviceState state) {
        long[] ends = state.times();
        for (int i = 0; i < state.size(); i++) {
            ObjectNode session = to.addObject();
            int seconds = state.session(i);
            if (seconds > 0) {
                time(session, "start", ends[i] - seconds);
            }
            time(session, "end", ends[i]);
            if (seconds > 0) {
                session.put("ageSeconds", seconds);
            }
            ArrayNode said = session.putArray("said");
            int bits = state.bits(i);
            SAID.forEach((bit, name) -> {
                if ((bits & bit) != 0) {
                    said.add(name);
                }
            });
        }
        if (state.isConnected()) {
            time(to.addObject(), "start", state.lastConnect());
        }
    }

    private static void time(ObjectNode to, String name, long second) {
        if (second != 0) {
            to.put(name, EventTime.toInstant(second).toString());
        }
    }
}
