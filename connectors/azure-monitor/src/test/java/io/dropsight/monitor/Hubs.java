package io.dropsight.monitor;

/** Hubs of one subscription. */
final class Hubs {
    private Hubs() {}

    static String id(String hub) {
        return "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/fleet/providers/Microsoft.Devices/IotHubs/"
                + hub;
    }

    static HubResource of(String hub) {
        return HubResource.parse(id(hub));
    }
}
