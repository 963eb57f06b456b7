package io.dropsight.detect.hub;

import io.dropsight.model.Alert;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import io.dropsight.model.DeviceKey;
import java.util.List;

/** One device under verdict, as the alert of its group sees it. Times are {@link io.dropsight.detect.EventTime} seconds. */
interface Member {
    DeviceKey device();

    Cause cause();

    /** In the cause; in [0, 1]. */
    double confidence();

    List<Alert.Alternative> alternatives();

    long onset();

    long lastSeen();

    /** Natural log of the e-value behind the verdict. */
    double logEvidence();

    /** What the newest record behind it took to arrive, seconds. */
    long lagSeconds();

    /** As logged; empty if never told. */
    String protocol();

    String sdkVersion();

    String address();

    /** {@code 203.0.113.0/24} of its address; empty if that is none. */
    String network24();

    /** {@code 203.0.0.0/16} of its address; empty if that is none. */
    String network16();

    Auth auth();

    /** Key of its group; empty before it joined one. */
    String group();

    void joined(String group, String alertId);

    /** Device id, with the module's behind a slash. */
    default String name() {
        DeviceKey it = device();
        return it.moduleId().isEmpty() ? it.deviceId() : it.deviceId() + "/" + it.moduleId();
    }
}
