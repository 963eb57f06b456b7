package io.dropsight.service.config;

/** The table of docs/configuration.md. */
public final class ConfigReference {
    private ConfigReference() {}

    public static String markdown() {
        StringBuilder page = new StringBuilder();
        String section = "";
        for (ConfigKey key : ConfigKeys.list()) {
            String name = key.name();
            String its = name.substring(0, name.startsWith("sources.") ? name.indexOf('.', 8) : name.indexOf('.'));
            if (!its.equals(section)) {
                section = its;
                page.append("\n## ").append(section).append("\n\n| key | default | means |\n| --- | --- | --- |\n");
            }
            page.append("| `%s` | %s | %s%s |%n"
                    .formatted(name, fallback(key), key.about().value(), bounds(key)));
        }
        return page.toString().replace("\r\n", "\n");
    }

    private static String fallback(ConfigKey key) {
        return key.fallback() != null ? "`" + key.fallback() + "`" : key.required() ? "required" : "";
    }

    private static String bounds(ConfigKey key) {
        Within within = key.within();
        return within == null ? "" : "; %s to %s".formatted(within.min(), within.max());
    }
}
