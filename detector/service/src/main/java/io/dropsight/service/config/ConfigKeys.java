package io.dropsight.service.config;

import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of {@link RunConfig}, read off its methods, in the order in which they are written there. */
final class ConfigKeys {
    static final String PREFIX = "dropsight";

    /** Sections in the order of the page; the JVM gives methods in none. */
    private static final List<String> ORDER = List.of("kafka", "detector", "sources", "http", "alerts", "logs", "life");

    private static final List<ConfigKey> ALL = all();

    private ConfigKeys() {}

    static List<ConfigKey> list() {
        return ALL;
    }

    private static List<ConfigKey> all() {
        List<ConfigKey> keys = new ArrayList<>();
        walk(RunConfig.class, "", keys);
        keys.sort(Comparator.comparingInt((ConfigKey key) ->
                        ORDER.indexOf(key.name().substring(0, key.name().indexOf('.'))))
                .thenComparing(ConfigKey::name));
        return List.copyOf(keys);
    }

    private static void walk(Class<?> group, String prefix, List<ConfigKey> keys) {
        for (Method method : group.getDeclaredMethods()) {
            if (method.isSynthetic()) { // a coverage agent's
                continue;
            }
            String name = prefix + kebab(method.getName());
            About about = method.getAnnotation(About.class);
            Type type = method.getGenericReturnType();
            if (about == null) {
                walk((Class<?>) type, name + ".", keys);
            } else if (raw(type) == Map.class && raw(argument(type, 1)).isInterface()) {
                walk(raw(argument(type, 1)), name + ".*.", keys);
            } else {
                keys.add(key(method, name, about, type));
            }
        }
    }

    private static ConfigKey key(Method method, String name, About about, Type type) {
        boolean optional = raw(type) == Optional.class;
        Type inner = optional ? argument(type, 0) : type;
        boolean map = raw(inner) == Map.class;
        boolean list = raw(inner) == List.class;
        Class<?> single = map ? raw(argument(inner, 1)) : list ? raw(argument(inner, 0)) : raw(inner);
        WithDefault fallback = method.getAnnotation(WithDefault.class);
        return new ConfigKey(
                map ? name + ".*" : name,
                single,
                list,
                fallback == null ? null : fallback.value(),
                !optional && !map && fallback == null,
                about,
                method.getAnnotation(Within.class));
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    private static Class<?> raw(Type type) {
        return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
    }

    private static String kebab(String method) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < method.length(); i++) {
            char c = method.charAt(i);
            if (Character.isUpperCase(c)) {
                name.append('-').append(Character.toLowerCase(c));
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }
}
