#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "call/snapshot.hpp"
#include "recovery/lazy.hpp"
#include "recovery/recovery.hpp"
#include "support/call_world/call_world.hpp"
#include "support/scripted_source.hpp"

namespace sofia::recovery {

/// A call was up, its node died, and this one has its row.
class TakenOver : public test::CallWorld {
  protected:
    TakenOver() {
        leaves_a_call = true;
        on_unknown_dialog = [this](const std::string& profile,
                                   std::unique_ptr<sip::ServerTransaction> request) {
            lazy_.look_up(profile, std::move(request));
        };
        on_unknown_answer = [this](const std::string& profile, const sip::Response& answer) {
            lazy_.look_up(profile, answer);
        };
    }

    /// The row of a call whose node died; the peers live on.
    model::TrackedCall row_of_dead_node() {
        call_is_up();
        auto row = writer_.rows.begin()->second;
        internal().shut();
        external().shut();
        table_.abandon({});
        drain();
        profiles_.stop("internal");
        profiles_.stop("external");
        for (const auto& [name, port] :
             {std::pair{"internal", 5060}, std::pair{"external", 5080}}) {
            model::Profile settings;
            settings.name = name;
            settings.address.sip_ip = "192.0.2.1";
            settings.address.sip_port = static_cast<std::uint16_t>(port);
            start_profile(settings);
        }
        writer_.puts = writer_.removals = 0;
        record_.clear();
        return row;
    }
    void recover() {
        recovery_.recover("", [this](base::Result<Report> report) { reports_.push_back(report); });
    }
    /// Asks for recovery and gives it the rows.
    Report recover(std::vector<model::TrackedCall> rows) {
        reports_.clear();
        recover();
        source_.give(std::move(rows));
        drain();
        EXPECT_THAT(reports_, testing::SizeIs(1));
        return reports_.at(0).value();
    }

    /// The callee's 200 to the dead node's INVITE, again.
    void callee_repeats_its_answer(std::uint32_t cseq, const std::string& tag) {
        sip::Response answer;
        answer.status = 200;
        answer.call_id = callee_->call_id;
        answer.cseq = cseq;
        answer.from = {{}, "sip:alice@192.0.2.1:5080", {{"tag", callee_->local_tag}}};
        answer.to = {{}, callee_->target, {{"tag", tag}}};
        answer.contacts.push_back({{{}, "sip:bob@198.51.100.7:5060", {}}, {}, 1000, false});
        answer.body = test::sdp("bob");
        external().receive(answer);
        drain();
    }
    void callee_repeats_its_answer() {
        callee_repeats_its_answer(callee_->cseq, "peer-of-" + callee_->call_id);
    }

    test::ScriptedSource source_;
    Prober prober_{services_, {}};
    Recovery recovery_{services_, source_, prober_};
    Lazy lazy_{services_, source_, prober_};
    std::vector<base::Result<Report>> reports_;
};

}  // namespace sofia::recovery
