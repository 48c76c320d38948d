package dev.karat.camel.events;

import dev.karat.camel.system.Circuit;
import dev.karat.engine.change.CustomerEvent;
import dev.karat.engine.change.Subscription.Held;
import dev.karat.engine.delivery.Backoff;
import dev.karat.engine.hub.Turn;
import dev.karat.engine.policy.SubscriberPolicy;
import dev.karat.engine.store.DeadLetter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Events of one customer, sent one after the other until one is not taken. For one thread. */
record Lane(Agenda.Customer customer, Sending sending) implements Callable<Lane.Result> {

    /** What all lanes of a round share. */
    record Sending(
            SubscriberPolicy policy,
            Webhook.Line line,
            Circuit circuit,
            Backoff backoff,
            Turn turn,
            BooleanSupplier stopping,
            Clock clock,
            Tally tally) {}

    /**
     * How it ended.
     *
     * @param held what is left, or null
     * @param gone true if the subscriber wants nothing any more
     */
    record Result(@Nullable Held held, List<DeadLetter> letters, boolean gone) {}

    @Override
    public Result call() throws InterruptedException {
        var letters = new ArrayList<DeadLetter>();
        int tried = customer.attempts();
        for (CustomerEvent event : customer.events()) {
            if (!sending.turn().isMine()
                    || sending.stopping().getAsBoolean()
                    || !sending.circuit().enter()) {
                return left(event, tried, Duration.ZERO, letters, false);
            }
            Answer answer = answered(event);
            sending.tally().note(answer);
            switch (answer.kind()) {
                case TAKEN -> {
                    sending.circuit().taken();
                    tried = 0;
                }
                case BUSY -> {
                    sending.circuit().pause(answer.pause());
                    return left(event, tried, Duration.ZERO, letters, false);
                }
                case GONE -> {
                    sending.circuit().left();
                    return left(event, tried, Duration.ZERO, letters, true);
                }
                case REFUSED -> {
                    sending.circuit().failed();
                    tried++;
                    if (tried < sending.policy().retry().attempts()) {
                        return left(event, tried, retryAfter(answer, tried), letters, false);
                    }
                    letters.add(letter(event, answer, tried));
                    tried = 0;
                }
            }
        }
        return new Result(null, letters, false);
    }

    private Answer answered(CustomerEvent event) throws InterruptedException {
        boolean answered = false;
        try {
            Answer answer = sending.line().send(event);
            answered = true;
            return answer;
        } finally {
            if (!answered) {
                sending.circuit().left();
            }
        }
    }

    private Duration retryAfter(Answer answer, int failures) {
        Duration asked = answer.pause();
        return asked != null ? asked : sending.backoff().after(failures);
    }

    private Result left(CustomerEvent event, int tried, Duration wait, List<DeadLetter> letters, boolean gone) {
        long next = micros(sending.clock().instant().plus(wait));
        return new Result(new Held(customer.goldenId(), event.place(), tried, next), letters, gone);
    }

    private DeadLetter letter(CustomerEvent event, Answer answer, int tried) {
        String message = "The subscriber " + answer.what() + " at attempt " + tried + ", the last one";
        return DeadLetter.ofEvent(
                sending.policy().name(),
                event.id(),
                customer.goldenId(),
                message,
                micros(sending.clock().instant()));
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
