"""The publisher's keys, and what is derived from them: codes and signatures."""
