using System.Text.Json;
using Ariane.Protocol.Bodies;

namespace Ariane.Protocol.Tests.Bodies;

public class ConfigurationFileTests
{
    /// <summary>As 4.9 writes it: neither attributes nor a state version.</summary>
    [Fact]
    public void TopicConfigTable_FileOf49_KeepsTheDefaultsOfNewMembers()
    {
        TopicConfigTable table = BodyText.Parse<TopicConfigTable>(
            """
            {
            	"dataVersion":{
            		"counter":2,
            		"timestamp":1700000000000
            	},
            	"topicConfigTable":{
            		"TopicTest":{
            			"order":false,
            			"perm":6,
            			"readQueueNums":4,
            			"topicFilterType":"SINGLE_TAG",
            			"topicName":"TopicTest",
            			"topicSysFlag":0,
            			"writeQueueNums":4
            		}
            	}
            }
            """);

        Assert.Equal(new DataVersion(0, 1700000000000, 2), table.DataVersion);
        TopicConfig topic = Assert.Single(table.Topics).Value;
        Assert.Empty(topic.Attributes);
        Assert.Equal(4, topic.WriteQueueNums);
    }

    [Fact]
    public void TopicConfigTable_EntryWithAnotherName_GoesByItsKey()
    {
        TopicConfigTable table = BodyText.Parse<TopicConfigTable>(
            """{"topicConfigTable":{"A":{"topicName":"B","perm":4},"C":{}}}""");

        Assert.Equal("A", table.Topics["A"].TopicName);
        Assert.Equal(new TopicConfig("C"), table.Topics["C"] with { Attributes = new TopicConfig("C").Attributes });
    }

    [Fact]
    public void TopicConfigTable_DetailsOfStaticTopics_AreIgnored()
    {
        TopicConfigTable table = BodyText.Parse<TopicConfigTable>(GoldenBodies.Load("all-topic-config-static.json"));

        Assert.Equal(1, table.MappingDataVersion.Counter);
        Assert.Equal(2, table.Topics["AdmStatic"].ReadQueueNums);
        Assert.Contains("\"topicQueueMappingDetailMap\":{}", BodyText.Write(table), StringComparison.Ordinal);
    }

    [Fact]
    public void TopicConfigTable_MappingsOfStaticTopics_ReadBackTheSame()
    {
        const string mapping =
            """{"bname":"broker-a","currIdMap":{0:0,1:3},"dirty":false,"epoch":1,"scope":"__global__","topic":"T","totalQueues":8}""";
        TopicConfigTable table = BodyText.Parse<TopicConfigTable>(
            "{\"topicQueueMappingInfoMap\":{\"T\":" + mapping + "}}");

        Assert.Equal(3, table.MappingInfos["T"].CurrentIds[1]);
        Assert.Contains("{\"T\":" + mapping + "}", BodyText.Write(table), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"EXPONENTIAL","exponentialRetryPolicy":{"initial":5000,"max":7200000,"multiplier":2}}""")]
    [InlineData("""{"type":"CUSTOMIZED","customizedRetryPolicy":{"next":[1000,5000]}}""")]
    public void SubscriptionGroupConfig_RetryPolicy_StaysAsItIs(string policy)
    {
        SubscriptionGroupConfig config = BodyText.Parse<SubscriptionGroupConfig>(
            "{\"groupName\":\"g\",\"groupRetryPolicy\":" + policy + "}");

        Assert.Equal(policy, config.RetryPolicyJson);
        Assert.Contains("\"groupRetryPolicy\":" + policy + ",", BodyText.Write(config), StringComparison.Ordinal);
    }

    [Fact]
    public void SubscriptionGroupConfig_LooseJsonInside_BecomesStandard()
    {
        SubscriptionGroupConfig config = BodyText.Parse<SubscriptionGroupConfig>(
            "{groupName:'g',subscriptionDataSet:[{topic:'T',version:1,}],groupRetryPolicy:null}");

        Assert.Equal("""[{"topic":"T","version":1}]""", config.SubscriptionDataSetJson);
        Assert.Equal("""{"type":"CUSTOMIZED"}""", config.RetryPolicyJson);
        using JsonDocument written = JsonDocument.Parse(BodyText.Write(config));
        Assert.Equal("T", written.RootElement.GetProperty("subscriptionDataSet")[0].GetProperty("topic").GetString());
    }

    [Fact]
    public void SubscriptionGroupConfig_PolicyThatIsNoJson_IsWrittenAsNull()
    {
        using JsonDocument written = JsonDocument.Parse(
            BodyText.Write(new SubscriptionGroupConfig("g") { RetryPolicyJson = "{broken" }));
        Assert.Equal(JsonValueKind.Null, written.RootElement.GetProperty("groupRetryPolicy").ValueKind);
    }

    [Fact]
    public void SubscriptionGroupConfig_EveryMember_ReadsBackTheSame()
    {
        var config = new SubscriptionGroupConfig("g")
        {
            ConsumeEnable = false,
            ConsumeFromMinEnable = false,
            ConsumeBroadcastEnable = false,
            ConsumeMessageOrderly = true,
            RetryQueueNums = 2,
            RetryMaxTimes = 3,
            BrokerId = 4,
            WhichBrokerWhenConsumeSlowly = 5,
            NotifyConsumerIdsChangedEnable = false,
            GroupSysFlag = 6,
            ConsumeTimeoutMinute = 7,
        };

        SubscriptionGroupConfig read = BodyText.Parse<SubscriptionGroupConfig>(BodyText.Write(config));

        Assert.Equal(config, read with { Attributes = config.Attributes });
    }

    [Fact]
    public void SubscriptionGroupTable_ForbiddenBits_ReadBackTheSame()
    {
        const string json = """{"dataVersion":{"counter":1,"stateVersion":0,"timestamp":2},"forbiddenTable":{"g":{"t":4}},"subscriptionGroupTable":{}}""";
        SubscriptionGroupTable table = BodyText.Parse<SubscriptionGroupTable>(json);

        Assert.Equal(4, table.Forbidden["g"]["t"]);
        Assert.Equal(json, BodyText.Write(table));
    }

    [Fact]
    public void ConsumerOffsetTable_File_HasUnquotedKeysAndTheDerivedMap()
    {
        var table = new ConsumerOffsetTable
        {
            DataVersion = new DataVersion(0, 1700000000000, 3),
            Offsets = new Dictionary<string, IReadOnlyDictionary<int, long>>
            {
                ["%RETRY%group1@group1"] = new Dictionary<int, long> { [0] = 0 },
                ["TopicTest@group1"] = new Dictionary<int, long> { [0] = 250, [1] = 249 },
                ["TopicTest@group2@broadcast"] = new Dictionary<int, long>(),
            },
        };

        Assert.Equal(
            """
            {
            	"dataVersion":{
            		"counter":3,
            		"stateVersion":0,
            		"timestamp":1700000000000
            	},
            	"groupTopicMap":{
            		"group1":["%RETRY%group1","TopicTest"]
            	},
            	"offsetTable":{
            		"%RETRY%group1@group1":{0:0
            		},
            		"TopicTest@group1":{0:250,1:249
            		},
            		"TopicTest@group2@broadcast":{}
            	}
            }
            """,
            BodyText.Write(table.WriteFile));
    }

    [Theory]
    [InlineData("""{"offsetTable":{"T@g":{"0":12,"1":13}}}""")]
    [InlineData("""{"offsetTable":{"T@g":{0:12,1:13,}}}""")]
    [InlineData("{ \"offsetTable\" : { \"T@g\" : { 0 : \"12\" ,\n\t1 : 13 } } , \"groupTopicMap\" : { \"x\" : 5 } }")]
    public void ConsumerOffsetTable_AnyFormOfKeys_IsUnderstood(string json)
    {
        ConsumerOffsetTable table = BodyText.Parse<ConsumerOffsetTable>(json);

        Assert.Equal([KeyValuePair.Create(0, 12L), KeyValuePair.Create(1, 13L)], table.Offsets["T@g"]);
        Assert.Equal(default, table.DataVersion);
    }

    [Fact]
    public void DataVersion_Next_CountsOneAndTakesTheTime()
    {
        DataVersion next = new DataVersion(7, 1, 2).Next(DateTimeOffset.FromUnixTimeMilliseconds(99));
        Assert.Equal(new DataVersion(7, 99, 3), next);
    }

    [Fact]
    public void TryParse_ReferenceToAnEarlierVersion_IsFollowed()
    {
        TopicConfigTable table = BodyText.Parse<TopicConfigTable>(
            """{"dataVersion":{"counter":3,"timestamp":5},"mappingDataVersion":{"$ref":"$.dataVersion"},"topicConfigTable":{"A":{"perm":2}}}""");

        Assert.Equal(table.DataVersion, table.MappingDataVersion);
        Assert.Equal(TopicPermission.Write, table.Topics["A"].Perm);
    }
}
