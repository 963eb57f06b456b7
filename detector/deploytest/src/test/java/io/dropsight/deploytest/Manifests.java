package io.dropsight.deploytest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What {@code kubectl kustomize} makes of a folder, as Kubernetes' own model. */
record Manifests(List<HasMetadata> objects, List<String> unknownFields) {
    private static final String SERVICE_MONITOR = "monitoring.coreos.com/v1/ServiceMonitor";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1/Namespace",
            Namespace.class,
            "v1/ServiceAccount",
            ServiceAccount.class,
            "v1/ConfigMap",
            ConfigMap.class,
            "v1/Service",
            Service.class,
            "apps/v1/StatefulSet",
            StatefulSet.class,
            "policy/v1/PodDisruptionBudget",
            PodDisruptionBudget.class,
            "networking.k8s.io/v1/NetworkPolicy",
            NetworkPolicy.class,
            // The operator's model is no library that resolves; KubernetesTest looks at its few fields.
            SERVICE_MONITOR,
            GenericKubernetesResource.class);

    static Path root() {
        return Path.of(System.getProperty("basedir", ""))
                .toAbsolutePath()
                .resolve("../..")
                .normalize();
    }

    static String kustomize(Path folder) throws IOException, InterruptedException {
        String kubectl = System.getProperty("kubectl", "kubectl");
        Process process = new ProcessBuilder(kubectl, "kustomize", folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError("kubectl kustomize %s failed".formatted(folder));
        }
        return text;
    }

    static Manifests read(String yaml) throws IOException {
        List<HasMetadata> objects = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            while (documents.hasNext()) {
                JsonNode document = documents.next();
                String kind = document.path("apiVersion").asText() + "/"
                        + document.path("kind").asText();
                Class<? extends HasMetadata> type = KINDS.get(kind);
                if (type == null) {
                    unknown.add("kind " + kind);
                    continue;
                }
                HasMetadata object = YAML.treeToValue(document, type);
                objects.add(object);
                if (!kind.equals(SERVICE_MONITOR)) {
                    findUnknown(kind, object, unknown);
                }
            }
        }
        return new Manifests(objects, unknown);
    }

    <T extends HasMetadata> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> T only(Class<T> type) {
        List<T> found = all(type);
        if (found.size() != 1) {
            throw new AssertionError("%d objects of %s".formatted(found.size(), type.getSimpleName()));
        }
        return found.get(0);
    }

    /** Fields that the model does not know are kept apart by each of its classes: the API server would refuse them. */
    private static void findUnknown(String path, Object part, List<String> unknown) {
        if (part instanceof Collection<?> list) {
            list.forEach(each -> findUnknown(path, each, unknown));
        } else if (part instanceof Map<?, ?> map) {
            map.values().forEach(each -> findUnknown(path, each, unknown));
        } else if (part != null
                && part.getClass().getName().startsWith("io.fabric8.")
                && !part.getClass().isEnum()) {
            for (Method getter : getters(part)) {
                Object value = call(getter, part);
                if (!getter.getName().equals("getAdditionalProperties")) {
                    findUnknown(path + "." + getter.getName().substring(3), value, unknown);
                } else if (value instanceof Map<?, ?> more) {
                    more.keySet().forEach(key -> unknown.add(path + "." + key));
                }
            }
        }
    }

    private static List<Method> getters(Object part) {
        return Stream.of(part.getClass().getMethods())
                .filter(method -> method.getName().startsWith("get")
                        && method.getParameterCount() == 0
                        && method.getDeclaringClass() != Object.class)
                .toList();
    }

    private static Object call(Method getter, Object part) {
        try {
            return getter.invoke(part);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError(getter + " cannot be asked", e);
        }
    }
}
