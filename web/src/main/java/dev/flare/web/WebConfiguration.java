package dev.flare.web;

import dev.flare.web.document.DocumentConfiguration;
import dev.flare.web.limits.Admission;
import dev.flare.web.log.QueuedLog;
import dev.flare.web.log.RequestLog;
import dev.flare.web.process.Departure;
import dev.flare.web.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.validation.Validator;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What every side has at its edge; each imports it once. */
@Configuration(proxyBeanMethods = false)
@Import(DocumentConfiguration.class)
public class WebConfiguration implements WebMvcConfigurer {

    /** To be left out of every application: it would answer for the server what {@link ProblemReportValve} answers. */
    public static final String PAGES_FOR_PEOPLE =
            "org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration";

    /** At 64 requests a core no request waits longer than about a twentieth of a second for its turn. */
    private static final int IN_WORK_PER_CORE = 64;

    /** With fewer, one that waits for its commit keeps the others out. */
    private static final int IN_WORK_LEAST = 256;

    private static final int IN_WORK_MOST = 100_000;

    @Bean
    Departure departure(Environment environment) {
        return new Departure(new Settings(environment).duration("flare.shutdown.notice", Duration.ZERO, Duration.ZERO));
    }

    @Bean
    CorrelationIdFilter correlationIdFilter(@Value("${flare.payload-log:true}") boolean payloads) {
        return new CorrelationIdFilter(new RequestLog(payloads));
    }

    @Bean
    QueuedLog queuedLog(@Value("${flare.log-queue:4096}") int lines, MeterRegistry meters) {
        return new QueuedLog(lines, meters);
    }

    @Bean
    Admission admission(Environment environment, MeterRegistry meters) {
        Settings settings = new Settings(environment);
        int fitting =
                Math.max(IN_WORK_LEAST, IN_WORK_PER_CORE * Runtime.getRuntime().availableProcessors());
        return new Admission(
                settings.number("flare.limits.commands-in-work", fitting, 1, IN_WORK_MOST),
                settings.number("flare.limits.queries-in-work", fitting, 1, IN_WORK_MOST),
                meters);
    }

    @Bean
    ProblemAdvice problemAdvice() {
        return new ProblemAdvice();
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> problemsOfTheServer() {
        return server -> server.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemReportValve.class.getName());
            }
        });
    }

    /** Nothing is checked by annotations; without this the library for it would be started. */
    @Override
    public Validator getValidator() {
        return Validator.forType(Void.class, (nothing, errors) -> {});
    }

    /** Answers are JSON, whatever else libraries on the class path could write. */
    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
        converters.configureMessageConvertersList(
                all -> all.removeIf(each -> each.getSupportedMediaTypes().contains(MediaType.APPLICATION_YAML)));
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new JsonBodyResolver());
    }
}
