package io.dropsight.monitor;

import java.net.URI;

/** Azure's clouds, by the resource manager that metrics are asked from and tokens are for. */
public enum AzureCloud {
    PUBLIC("https://management.azure.com"),
    US_GOVERNMENT("https://management.usgovcloudapi.net"),
    CHINA("https://management.chinacloudapi.cn");

    private final URI endpoint;

    AzureCloud(String endpoint) {
        this.endpoint = URI.create(endpoint);
    }

    public URI endpoint() {
        return endpoint;
    }
}
