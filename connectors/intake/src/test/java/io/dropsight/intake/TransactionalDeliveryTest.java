package io.dropsight.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class TransactionalDeliveryTest extends DeliveryContractTest {
    @Override
    Deliveries deliveries(DeliverySettings settings, IntakeMetrics metrics, SourceAlarm.Listener alarms, Clock clock) {
        return new TransactionalDeliveries(settings, metrics, alarms, clock);
    }

    @Test
    void whatARivalWroteInVainIsNoPositionThatIsGone() throws Exception {
        Map<String, Object> config = new HashMap<>(broker.connection());
        config.put("transactional.id", "rival-" + settings.prefix());
        var marks = new PositionMarks(new Connections(settings), settings, alarms::add);
        try (var rival = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            rival.initTransactions();
            rival.beginTransaction();
            rival.send(marks.of(source)).get();
            rival.abortTransaction();
        }
        deliveries.open(source).close();
        assertThat(alarms).isEmpty();
    }
}
