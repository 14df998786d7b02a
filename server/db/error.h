/* error.h -- what an SQLSTATE means to us. Pure. */
#ifndef DB_ERROR_H
#define DB_ERROR_H

enum error_class {
	ERROR_CONFLICT,	 /* a constraint refused it: a value */
	ERROR_TRANSIENT, /* the world: deadlock, time-out, shutting down, full: 503, and trying again may help
			  */
	ERROR_STALE,	 /* a prepared statement no longer fits its tables: 503, and a new connection helps */
	ERROR_OURS,	 /* our own mistake: 500 */
};

enum error_class error_class_of(const char *sqlstate);
/* For the log and the error page; a constant. */
const char *error_why(const char *sqlstate);

#endif
