package dev.flare.query.ask;

import dev.flare.messages.view.QueryNames;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.conversion.Converter;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.MessageTypeResolver;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.core.configuration.MessagingConfigurer;
import org.axonframework.messaging.queryhandling.GenericQueryResponseMessage;
import org.axonframework.messaging.queryhandling.QueryHandler;
import org.axonframework.messaging.queryhandling.QueryMessage;
import org.axonframework.messaging.queryhandling.QueryResponseMessage;
import org.axonframework.messaging.queryhandling.configuration.QueryHandlingModule;
import org.axonframework.messaging.queryhandling.gateway.QueryGateway;

/** The query bus: who answers what. Answers are made on virtual threads, so that whoever asks may stop waiting. */
public final class QueryMessaging implements AutoCloseable {

    private static final String VERSION = "1";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AxonConfiguration axon;
    private final Questions questions;

    /** @param deadline after which a question without an answer is given up */
    public QueryMessaging(List<Answers<?, ?>> answers, Duration deadline) {
        this.axon = configured(answers).start();
        this.questions = new Questions(axon.getComponent(QueryGateway.class), deadline);
    }

    public Questions questions() {
        return questions;
    }

    private MessagingConfigurer application(QueryHandlingModule.QueryHandlerPhase handlers) {
        return MessagingConfigurer.create()
                .registerMessageTypeResolver(c -> names())
                .registerQueryHandlingModule(handlers)
                .componentRegistry(registry -> registry.registerComponent(Converter.class, c -> new Identity()));
    }

    private MessagingConfigurer configured(List<Answers<?, ?>> answers) {
        QueryHandlingModule.QueryHandlerPhase handlers =
                QueryHandlingModule.named("views").queryHandlers();
        answers.forEach(each -> handlers.queryHandler(new QualifiedName(QueryNames.of(each.query())), handler(each)));
        return application(handlers);
    }

    private <Q, R> QueryHandler handler(Answers<Q, R> answers) {
        return (message, context) ->
                MessageStream.fromFuture(CompletableFuture.supplyAsync(() -> answer(answers, message), threads));
    }

    private static <Q, R> QueryResponseMessage answer(Answers<Q, R> answers, QueryMessage message) {
        R answer = answers.answer(answers.query().cast(message.payload()));
        return new GenericQueryResponseMessage(
                new MessageType(QueryNames.of(answers.query()) + ".Answer", VERSION), answer);
    }

    /** By the names of our language, without looking for annotations on each message. */
    private static MessageTypeResolver names() {
        return type -> Optional.of(new MessageType(QueryNames.of(type), VERSION));
    }

    @Override
    public void close() {
        axon.shutdown();
        threads.close();
    }
}
