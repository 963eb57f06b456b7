import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Prints the id and the CloudEvent of each version of each alert, from the first on. Needs kafka-clients on its class path:
 * {@code java -cp 'lib/*' AlertConsumer.java localhost:9092 [dropsight.alerts] [how many]}
 */
public class AlertConsumer {
    public static void main(String[] args) {
        String topic = args.length > 1 ? args[1] : "dropsight.alerts";
        long left = args.length > 2 ? Long.parseLong(args[2]) : Long.MAX_VALUE;
        Map<String, Object> config = Map.of(
                "bootstrap.servers", args[0],
                "isolation.level", "read_committed", // what a transaction took back was never said
                "auto.offset.reset", "earliest",
                "enable.auto.commit", false);
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            while (left > 0) {
                for (ConsumerRecord<String, String> alert : consumer.poll(Duration.ofMillis(500))) {
                    if (left-- > 0) {
                        System.out.println(alert.key() + "\t" + alert.value());
                    }
                }
            }
        }
    }
}
