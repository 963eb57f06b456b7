package io.dropsight.service;

import io.dropsight.detect.device.DeviceView;
import io.dropsight.model.DeviceKey;
import io.dropsight.service.api.DeviceHistories;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/** The devices of this instance's detector, as the API asks for them; nothing is held until it has started. */
final class HeldDevices implements DeviceHistories {
    private final Supplier<@Nullable Detector> detector;

    HeldDevices(Supplier<@Nullable Detector> detector) {
        this.detector = detector;
    }

    @Override
    public Optional<DeviceView> here(DeviceKey device) {
        Detector it = detector.get();
        return it == null ? Optional.empty() : it.devices().here(device);
    }

    @Override
    public Optional<String> owner(DeviceKey device) {
        Detector it = detector.get();
        return it == null ? Optional.empty() : it.devices().owner(device).map(HeldDevices::text);
    }

    private static String text(HostInfo host) {
        String name = host.host();
        return (name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name) + ":" + host.port();
    }
}
