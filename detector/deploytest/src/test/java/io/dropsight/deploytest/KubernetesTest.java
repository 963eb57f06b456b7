package io.dropsight.deploytest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The overlays against Kubernetes' model, and against the image, the program and the other files that they have to agree
 * with. No API server was asked.
 */
@Tag("deploy")
class KubernetesTest {
    private static final Path ROOT = Manifests.root();
    private static final long MEBIBYTE = 1 << 20;
    /** Code, classes, threads and the rest of the JVM, measured (docs/benchmarks.md). */
    private static final long BESIDE_THE_HEAP = 250 * MEBIBYTE;

    private static Path folder(String overlay) {
        return ROOT.resolve("deploy/kubernetes/overlays").resolve(overlay);
    }

    private static Manifests overlay(String name) throws Exception {
        return Manifests.read(Manifests.kustomize(folder(name)));
    }

    private static String file(String path) throws IOException {
        return Files.readString(ROOT.resolve(path));
    }

    private static String found(String regex, String text) {
        Matcher matcher = Pattern.compile(regex, Pattern.MULTILINE).matcher(text);
        assertThat(matcher.find()).as(regex).isTrue();
        return matcher.group(1);
    }

    private static Container container(Manifests manifests) {
        return manifests
                .only(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
    }

    private static Optional<EnvVar> variable(Container container, String name) {
        return container.getEnv().stream()
                .filter(each -> each.getName().equals(name))
                .findAny();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void holdsNoFieldThatKubernetesDoesNotKnow(String overlay) throws Exception {
        Manifests manifests = overlay(overlay);
        assertThat(manifests.unknownFields()).isEmpty();
        assertThat(manifests.objects()).hasSize(9);
        String name = manifests.only(Namespace.class).getMetadata().getName();
        assertThat(manifests.objects())
                .filteredOn(object -> !(object instanceof Namespace))
                .allSatisfy(object ->
                        assertThat(object.getMetadata().getNamespace()).isEqualTo(name));
    }

    @Test
    void noticesAFieldThatIsMisspelt() throws Exception {
        String yaml = Manifests.kustomize(folder("production")).replace("  replicas: 2", "  replica: 2");
        assertThat(Manifests.read(yaml).unknownFields()).anyMatch(field -> field.endsWith(".replica"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void selectsThePodsThatItMakes(String overlay) throws Exception {
        Manifests manifests = overlay(overlay);
        StatefulSet set = manifests.only(StatefulSet.class);
        Map<String, String> pods = set.getSpec().getTemplate().getMetadata().getLabels();
        List<Map<String, String>> selectors = Stream.concat(
                        manifests.all(Service.class).stream()
                                .map(service -> service.getSpec().getSelector()),
                        Stream.of(
                                set.getSpec().getSelector().getMatchLabels(),
                                manifests
                                        .only(PodDisruptionBudget.class)
                                        .getSpec()
                                        .getSelector()
                                        .getMatchLabels(),
                                manifests
                                        .only(NetworkPolicy.class)
                                        .getSpec()
                                        .getPodSelector()
                                        .getMatchLabels()))
                .toList();
        assertThat(selectors)
                .hasSize(5)
                .allSatisfy(selector -> assertThat(pods).isNotEmpty().containsAllEntriesOf(selector));
        assertThat(selectors).allSatisfy(selector -> assertThat(selector).isNotEmpty());
        assertThat(manifests.all(Service.class))
                .extracting(service -> service.getMetadata().getName())
                .contains(set.getSpec().getServiceName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void isScrapedOnceAPod(String overlay) throws Exception {
        Manifests manifests = overlay(overlay);
        GenericKubernetesResource monitor = manifests.only(GenericKubernetesResource.class);
        Map<String, Object> endpoint = Map.of("port", "http", "path", "/metrics", "interval", "15s");
        Map<String, String> wanted = Map.of("app.kubernetes.io/component", "instances");
        assertThat(monitor.getAdditionalProperties())
                .isEqualTo(Map.of(
                        "spec", Map.of("selector", Map.of("matchLabels", wanted), "endpoints", List.of(endpoint))));
        List<Service> chosen = manifests.all(Service.class).stream()
                .filter(service -> service.getMetadata().getLabels().entrySet().containsAll(wanted.entrySet()))
                .toList();
        assertThat(chosen).hasSize(1);
        assertThat(chosen.get(0).getSpec().getPorts())
                .extracting(port -> port.getName())
                .containsExactly("http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void asksPathsAndPortsThatTheServiceHas(String overlay) throws Exception {
        Manifests manifests = overlay(overlay);
        Container container = container(manifests);
        String health = file("detector/service/src/main/java/io/dropsight/service/health/Health.java");
        for (Probe probe :
                List.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())) {
            assertThat(health).contains("\"" + probe.getHttpGet().getPath() + "\"");
            assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("http");
        }
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).endsWith("/ready");
        assertThat(container.getLivenessProbe().getHttpGet().getPath()).endsWith("/live");
        String port = found("^EXPOSE (\\d+)", file("deploy/Dockerfile"));
        assertThat(port).isEqualTo(found("`http.port` \\| `(\\d+)`", file("docs/configuration.md")));
        assertThat(container.getPorts()).singleElement().satisfies(each -> {
            assertThat(each.getName()).isEqualTo("http");
            assertThat(each.getContainerPort()).hasToString(port);
        });
        assertThat(manifests.all(Service.class)).allSatisfy(service -> assertThat(
                        service.getSpec().getPorts().get(0).getTargetPort().getStrVal())
                .isEqualTo("http"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void runsTheImageAsItWasMadeToRun(String overlay) throws Exception {
        PodSpec pod =
                overlay(overlay).only(StatefulSet.class).getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().get(0);
        String dockerfile = file("deploy/Dockerfile");
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).hasToString(found("^USER (\\d+):", dockerfile));
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getVolumeMounts())
                .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                .extracting(VolumeMount::getMountPath)
                .containsExactlyInAnyOrder("/tmp", found("^VOLUME (\\S+)", dockerfile));
        String within = found("`life.stop-within` \\| `(\\d+)s`", file("docs/configuration.md"));
        assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThan(Long.parseLong(within) + 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void hasRoomForTheHeapAndTheRest(String overlay) throws Exception {
        Container container = container(overlay(overlay));
        Quantity limit = container.getResources().getLimits().get("memory");
        assertThat(container.getResources().getRequests()).containsEntry("memory", limit);
        long bytes = Quantity.getAmountInBytes(limit).longValueExact();
        long share = Long.parseLong(found("MaxRAMPercentage=(\\d+)", file("deploy/Dockerfile")));
        long heap = variable(container, "JDK_JAVA_OPTIONS")
                .map(options -> Long.parseLong(found("-Xmx(\\d+)m", options.getValue())) * MEBIBYTE)
                .orElse(bytes * share / 100);
        assertThat(bytes - heap).isGreaterThanOrEqualTo(BESIDE_THE_HEAP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void mountsTheConfigurationFileToTheByte(String overlay) throws Exception {
        Manifests manifests = overlay(overlay);
        ConfigMap map = manifests.only(ConfigMap.class);
        assertThat(map.getData().get("dropsight.yml").getBytes(UTF_8))
                .isEqualTo(Files.readAllBytes(folder(overlay).resolve("dropsight.yml")));
        PodSpec pod = manifests.only(StatefulSet.class).getSpec().getTemplate().getSpec();
        String volume = pod.getVolumes().stream()
                .filter(each -> each.getConfigMap() != null)
                .filter(each -> Objects.equals(
                        each.getConfigMap().getName(), map.getMetadata().getName()))
                .findAny()
                .orElseThrow()
                .getName();
        Container container = pod.getContainers().get(0);
        String mount = container.getVolumeMounts().stream()
                .filter(each -> each.getName().equals(volume))
                .findAny()
                .orElseThrow()
                .getMountPath();
        assertThat(variable(container, "DROPSIGHT_CONFIG").orElseThrow().getValue())
                .isEqualTo(mount + "/dropsight.yml");
        assertThat(variable(container, "DROPSIGHT_DETECTOR_INSTANCE")
                        .orElseThrow()
                        .getValueFrom()
                        .getFieldRef()
                        .getFieldPath())
                .isEqualTo("metadata.name");
    }

    @Test
    void runsInProductionWhatTheProfileOfAClusterSays() throws Exception {
        Manifests manifests = overlay("production");
        String config = file("deploy/config/kafka-cluster.yml");
        assertThat(folder("production").resolve("dropsight.yml"))
                .hasSameBinaryContentAs(ROOT.resolve("deploy/config/kafka-cluster.yml"));
        PodSpec pod = manifests.only(StatefulSet.class).getSpec().getTemplate().getSpec();
        String secrets = pod.getContainers().get(0).getVolumeMounts().stream()
                .filter(each -> each.getName().equals("secrets"))
                .findAny()
                .orElseThrow()
                .getMountPath();
        List<String> files = Pattern.compile("(?:-file|truststore): (\\S+)")
                .matcher(config)
                .results()
                .map(each -> each.group(1))
                .toList();
        assertThat(files).isNotEmpty().allMatch(each -> each.startsWith(secrets + "/"));
        assertThat(manifests.only(NetworkPolicy.class).getSpec().getEgress().stream()
                        .flatMap(rule -> rule.getPorts().stream())
                        .map(port -> port.getPort().getIntVal()))
                .contains(53, 443, 5671, Integer.valueOf(found("bootstrap-servers: \\[[^:]+:(\\d+)\\]", config)));
        assertThat(manifests.only(StatefulSet.class).getSpec().getReplicas())
                .isGreaterThan(Integer.parseInt(found("standbys: (\\d+)", config)));
        assertThat(pod.getContainers().get(0).getImage()).isEqualTo("registry.example/dropsight:0.1.0");
    }

    /** All files of the folder, each to the byte. */
    @ParameterizedTest
    @CsvSource({"deploy/prometheus, rules, .yml", "deploy/grafana, dashboards, .json"})
    void handsOutRulesAndDashboardsAsTheyAre(String kustomization, String folder, String ending) throws Exception {
        Manifests manifests = Manifests.read(Manifests.kustomize(ROOT.resolve(kustomization)));
        assertThat(manifests.unknownFields()).isEmpty();
        Map<String, String> expected = new TreeMap<>();
        try (Stream<Path> files = Files.list(ROOT.resolve(kustomization).resolve(folder))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(ending)).toList()) {
                expected.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertThat(expected).isNotEmpty();
        assertThat(manifests.only(ConfigMap.class).getData()).isEqualTo(expected);
    }

    @Test
    void namesTheSameImageAsTheComposeFile() throws Exception {
        assertThat(container(overlay("dev")).getImage())
                .isEqualTo(found("^ *image: (dropsight:\\S+)", file("docker-compose.yml")));
    }
}
