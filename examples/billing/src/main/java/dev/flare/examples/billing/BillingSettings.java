package dev.flare.examples.billing;

import java.net.URI;
import java.util.Map;

/**
 * What the service is told by its environment.
 *
 * @param databaseUrl of its own database, which is created where the role may
 * @param flare the supervisor
 */
record BillingSettings(int port, String databaseUrl, String databaseUser, String databasePassword, URI flare) {

    static BillingSettings from(Map<String, String> environment) {
        return new BillingSettings(
                Integer.parseInt(environment.getOrDefault("BILLING_PORT", "8090")),
                environment.getOrDefault("BILLING_DATABASE_URL", "jdbc:postgresql://localhost:5432/billing"),
                environment.getOrDefault("BILLING_DATABASE_USER", "postgres"),
                environment.getOrDefault("BILLING_DATABASE_PASSWORD", ""),
                URI.create(environment.getOrDefault("FLARE_URL", "http://localhost:8080")));
    }

    /** Not the password. */
    @Override
    public String toString() {
        return "port " + port + ", " + databaseUrl + ", " + flare;
    }
}
