package io.dropsight.intake;

import static io.dropsight.intake.Bodies.payload;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdempotentDeliveryTest extends DeliveryContractTest {
    @Override
    Deliveries deliveries(DeliverySettings settings, IntakeMetrics metrics, SourceAlarm.Listener alarms, Clock clock) {
        return IdempotentDeliveries.withKafkaPositions(settings, metrics, alarms, clock);
    }

    @Test
    void saysThatRecordsMayComeTwice() {
        assertThat(deliveries.guarantee()).startsWith("at least once: records may come twice");
    }

    @Test
    void doublesCanBeToldByTheirHeaders() {
        try (var elsewhere = IdempotentDeliveries.withPositionsIn(PositionStore.ELSEWHERE, settings, counts, clock)) {
            for (int run = 0; run < 2; run++) {
                try (Delivery delivery = elsewhere.open(source)) {
                    assertThat(delivery.committed()).isEmpty();
                    delivery.deliver(List.of(payload(3), payload(4)));
                    assertThat(position(delivery)).contains(4L);
                }
            }
            assertThat(elsewhere.positions(List.of(source))).isEmpty();
        }
        List<String> ids = new ArrayList<>();
        broker.committed(settings.eventsTopic()).stream()
                .filter(record -> record.key() != null)
                .forEach(record -> ids.add(Broker.header(record, "source-partition") + "@"
                        + Broker.header(record, "source-position") + "#" + Broker.header(record, "record-index")));
        String root = source.text() + "@";
        assertThat(ids).hasSize(8).containsOnly(root + "3#0", root + "3#1", root + "4#0", root + "4#1");
    }
}
