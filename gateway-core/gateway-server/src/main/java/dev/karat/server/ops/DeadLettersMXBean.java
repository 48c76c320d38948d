package dev.karat.server.ops;

/**
 * What could not be taken or delivered, as JMX shows it, {@code dev.karat:type=DeadLetters}: causes, never what is in the
 * letters. An empty system or code stands for any.
 */
public interface DeadLettersMXBean {
    long getCount();

    /** System, code and number, the most first. */
    String[] getCountsByCode();

    /** Number, time, system, code, message and origin of each letter, newest first. */
    String[] list(String system, String code, int limit);

    /** What would come of another try of each letter; changes nothing. */
    String[] dryRun(String system, String code, int limit);

    /** Tries letters again, the oldest first, and tells what came of each. */
    String[] replay(String system, String code, int limit);
}
