#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/executor.hpp"
#include "base/result.hpp"
#include "config/configuration.hpp"

namespace sofia::app {

/// Reads the configuration on a thread of its own, so that no call waits for a disk that is slow or
/// hangs. One read at a time: who asks while one runs shares the next one with the others, so that
/// everybody gets the files as they are after the question. Thread: SIP.
class ConfigurationReader {
  public:
    /// One read. It is carried out on the reading thread and may end after the node, so it owns all
    /// that it uses.
    using Read = std::function<base::Result<config::Loaded>()>;
    using Done = std::function<void(base::Result<void>)>;

    /// `prepare` makes the read that begins now, `apply` takes what was read; both are called on
    /// the SIP thread, which is that of `sip`. `sip` outlives us.
    ConfigurationReader(base::Executor& sip,
                        std::function<Read()> prepare,
                        std::function<void(config::Loaded)> apply);
    /// Calls nobody any more. A read that runs is waited for as long as reads usually take, then
    /// left behind.
    ~ConfigurationReader();
    ConfigurationReader(const ConfigurationReader&) = delete;
    ConfigurationReader& operator=(const ConfigurationReader&) = delete;

    /// Reads and applies; then calls `done`, in the order of asking. Errors: those of the read,
    /// when nothing is applied; Unavailable when the machine gives no thread.
    void read(Done done);
    /// A configuration that was read elsewhere is newer than what is being read now, or of another
    /// cluster: that is not applied but read again, for those who wait for it.
    void read_anew() noexcept { is_outdated_ = true; }

    /// Whether a read was left behind, which may still use what belongs to the process as a whole.
    static bool has_left_one_behind() noexcept;

  private:
    struct Shared;

    void begin();
    void ended(base::Result<config::Loaded> loaded);

    const std::function<Read()> prepare_;
    const std::function<void(config::Loaded)> apply_;
    /// What the thread may touch when we are gone.
    const std::shared_ptr<Shared> shared_;
    std::thread thread_;
    /// From the beginning of a read until those who asked for it have been told.
    bool is_busy_ = false;
    bool is_outdated_ = false;
    /// Who asked for the read that runs, and for the next one.
    std::vector<Done> present_;
    std::vector<Done> next_;
};

}  // namespace sofia::app
