#include "app/process.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sofia::app {

Daemon Daemon::detach() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        std::exit(1);
    const pid_t child = fork();
    if (child < 0)
        std::exit(1);
    if (child > 0) {
        close(ends[1]);
        char ready = 0;
        if (read(ends[0], &ready, 1) == 1)
            std::_Exit(0);
        int status = 0;
        waitpid(child, &status, 0);
        std::_Exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
    }
    close(ends[0]);
    setsid();
    if (const int null = open("/dev/null", O_RDWR | O_CLOEXEC); null >= 0) {
        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
    }
    return Daemon(ends[1]);
}

void Daemon::tell_ready() noexcept {
    const char ready = 1;
    if (write(pipe_, &ready, 1) != 1)
        return;  // The parent has gone; nobody waits.
    close(pipe_);
    if (const int null = open("/dev/null", O_RDWR | O_CLOEXEC); null >= 0)
        dup2(null, STDERR_FILENO);
}

base::Result<void> write_pid_file(const std::string& file) {
    // Held until the process ends, however it ends: a number alone says nothing, because after a
    // crash another process may have it.
    const int held = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (held < 0)
        return base::fail(base::ErrorKind::Invalid,
                          "pid file '" + file + "' cannot be written: " + std::strerror(errno));
    if (flock(held, LOCK_EX | LOCK_NB) != 0) {
        pid_t other = 0;
        std::ifstream(file) >> other;
        close(held);
        return base::fail(base::ErrorKind::Exists,
                          "pid file '" + file + "' is held by process " + std::to_string(other));
    }
    const auto text = std::to_string(getpid()) + '\n';
    if (ftruncate(held, 0) != 0 ||
        write(held, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
        close(held);
        return base::fail(base::ErrorKind::Invalid, "pid file '" + file + "' cannot be written");
    }
    return {};
}

void remove_pid_file(const std::string& file) noexcept {
    std::remove(file.c_str());
}

void raise_file_limit() noexcept {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

}  // namespace sofia::app
