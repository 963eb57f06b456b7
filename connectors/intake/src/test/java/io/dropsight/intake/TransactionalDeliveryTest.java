package io.dropsight.intake;

import java.time.Clock;

class TransactionalDeliveryTest extends DeliveryContractTest {
    @Override
    Deliveries deliveries(DeliverySettings settings, IntakeMetrics metrics, SourceAlarm.Listener alarms, Clock clock) {
        return new TransactionalDeliveries(settings, metrics, alarms, clock);
    }
}
