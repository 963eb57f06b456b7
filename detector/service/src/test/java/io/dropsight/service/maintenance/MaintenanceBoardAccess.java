package io.dropsight.service.maintenance;

/** Puts on a board what else comes by the topic. */
public final class MaintenanceBoardAccess {
    private MaintenanceBoardAccess() {}

    public static void put(MaintenanceBoard board, Entry entry) {
        board.put(entry);
    }
}
