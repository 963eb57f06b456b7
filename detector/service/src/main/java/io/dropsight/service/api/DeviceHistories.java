package io.dropsight.service.api;

import io.dropsight.detect.device.DeviceView;
import io.dropsight.model.DeviceKey;
import java.util.Optional;

/** What instances with the detector hold of devices. From any thread. */
public interface DeviceHistories {
    /** Empty if this instance does not hold the device now. */
    Optional<DeviceView> here(DeviceKey device);

    /** {@code host:port} of the instance that holds it, which may be this one; empty while nobody knows. */
    Optional<String> owner(DeviceKey device);
}
