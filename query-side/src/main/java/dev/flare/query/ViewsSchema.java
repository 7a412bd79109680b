package dev.flare.query;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The tables of the views, as numbered migrations. Run by the owner of the database, never by an application's role. */
public final class ViewsSchema {

    private ViewsSchema() {}

    /** Brings the database up to date. Safe to call again and from several processes at once. */
    public static void migrate(DataSource owner) {
        Flyway.configure()
                .dataSource(owner)
                .locations("classpath:dev/flare/query/migration")
                .table("views_schema")
                .validateMigrationNaming(true)
                .load()
                .migrate();
    }
}
