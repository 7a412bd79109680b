package dev.flare.standalone.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who answers what the logs of all regions, or of one, are like. */
interface Logs extends AutoCloseable {

    /** Where they end now. */
    List<ExportedHead> heads(@Nullable String region);

    /** Where one ended when this was its last position, which must not be beyond its end. */
    ExportedHead headAt(String region, long position);

    /** Whether everything in them is as it must be. */
    Verification verify(@Nullable String region);

    @Override
    void close();
}
