#include "app/process.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace sofia::app {
namespace {

class PidFile : public testing::Test {
  protected:
    PidFile() {
        const int made = mkstemp(file_.data());
        EXPECT_GE(made, 0);
        close(made);
    }
    ~PidFile() override { std::remove(file_.c_str()); }

    /// What another process gets that asks for the file.
    bool another_gets_it() const {
        const pid_t child = fork();
        if (child == 0)
            std::_Exit(write_pid_file(file_) ? 0 : 1);
        int status = 0;
        waitpid(child, &status, 0);
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

    std::string file_ = "/tmp/sofia-pid-XXXXXX";
};

TEST_F(PidFile, NamesTheProcessAndIsHeldByIt) {
    ASSERT_TRUE(write_pid_file(file_));
    pid_t written = 0;
    std::ifstream(file_) >> written;
    EXPECT_EQ(written, getpid());
    EXPECT_FALSE(another_gets_it());
}

TEST_F(PidFile, OfADeadProcessIsTakenAlthoughItsNumberLivesOn) {
    // After a crash the number may be another process's: ours, here.
    std::ofstream(file_) << getpid() << "\n and more that was there before";
    EXPECT_TRUE(another_gets_it());
    EXPECT_TRUE(another_gets_it()) << "what has ended holds nothing";
}

TEST_F(PidFile, WhereNoneCanBeIsAnErrorThatNamesIt) {
    const auto error = write_pid_file("/proc/nowhere/pid");
    ASSERT_FALSE(error);
    EXPECT_NE(error.error().text.find("/proc/nowhere/pid"), std::string::npos);
}

}  // namespace
}  // namespace sofia::app
