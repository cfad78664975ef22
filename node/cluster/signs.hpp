#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/node_sign.hpp"
#include "sip/loop.hpp"
#include "store/database.hpp"

namespace sofia::cluster {

/// Tells the database about this node and hears about the others of the cluster, in every role.
/// People and the doctor read it; nobody's role follows from it. Thread: SIP.
class Signs {
  public:
    using OnView = std::function<void(base::Result<store::ClusterView>)>;
    /// What it works with.
    struct Wiring {
        /// This node as it is now.
        std::function<model::NodeSign()> ours;
        /// Asks the database without blocking; `done` is called once on the SIP thread.
        std::function<void(model::NodeSign ours, OnView done)> exchange;
    };
    /// What the database said last.
    struct Heard {
        /// Ages are those of now.
        std::vector<model::SeenSign> others;
        /// How long ago that was.
        base::Milliseconds ago{0};
        /// How long the database took to answer.
        base::Milliseconds lag{0};
        /// The database's clock minus ours, uncertain by half of `lag`.
        base::Milliseconds skew{0};
        int schema_version = 0;
    };

    /// `loop` and `clock` outlive it.
    Signs(sip::Loop& loop, const base::Clock& clock, Wiring wiring)
        : loop_(loop), clock_(clock), wiring_(std::move(wiring)) {}

    /// Gives a sign now and in each `period`.
    void begin(base::Milliseconds period);
    /// Gives a sign now, because something about this node has changed. While one is under way
    /// another follows it.
    void tell();
    /// What was heard last; nothing before the database has answered once.
    std::optional<Heard> heard() const;

  private:
    void heard(base::WallTime asked_wall,
               base::SteadyTime asked,
               const base::Result<store::ClusterView>& view);

    sip::Loop& loop_;
    const base::Clock& clock_;
    const Wiring wiring_;
    std::unique_ptr<sip::Timer> timer_;
    bool is_asking_ = false;
    bool is_due_ = false;
    base::SteadyTime heard_at_{};
    std::optional<Heard> last_;
};

}  // namespace sofia::cluster
