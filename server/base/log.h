/* log.h -- one line per event on standard error, as key=value pairs (logfmt). No secrets, no people's text.
 *
 * log_info("mail.sent", "job=%lld ms=%lld", …) prints: 2026-11-21T20:53:12.345Z info web.1 mail.sent job=7
 * ms=12 Lines are at most 2 KiB and written whole, by one write(2), so those of several processes do not mix.
 * When the log cannot be written (disk full), lines are counted and the count is printed with the next line
 * that can. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

/* The name of this process in each line: "web.1", "work". The text must outlive the process. */
void log_as(const char *process);

#define log_info(event, ...)  log_line("info", event, __VA_ARGS__)
#define log_warn(event, ...)  log_line("warn", event, __VA_ARGS__)
#define log_error(event, ...) log_line("error", event, __VA_ARGS__)

/* Control characters in what ${format} makes are printed as '?', so that a value cannot forge a line. Values
 * with spaces are the caller's to quote: why=\"%s\". */
void log_line(const char *level, const char *event, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Like log_info(), for what happens thousands of times a second: such lines are written together, when 4 KiB
 * are full, when another line comes, or by log_flush(). Whoever calls it sees to it that log_flush() follows
 * soon. */
void log_soon(const char *event, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_flush(void);

#endif
