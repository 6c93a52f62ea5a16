from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('service_items', '0002_items_as_snippets'),
    ]

    operations = [
        migrations.AddField(
            model_name='serviceitem',
            name='stationed_hall',
            field=models.CharField(blank=True, help_text='如：街道政务服务中心综合窗口；不进驻就写不进驻', max_length=120, verbose_name='进驻大厅'),
        ),
        migrations.CreateModel(
            name='ReceptionPhrase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moment', models.CharField(choices=[('greet', '迎接'), ('ask', '问清'), ('notice', '告知'), ('refuse', '不能办的'), ('close', '办结和送别'), ('hard', '难办的时候'), ('never', '不说的话')], max_length=10, verbose_name='什么时候')),
                ('occasion', models.CharField(blank=True, help_text='如：材料不齐', max_length=60, verbose_name='情形')),
                ('words', models.CharField(max_length=200, verbose_name='怎么说')),
                ('instead', models.CharField(blank=True, help_text='只有“不说的话”要填', max_length=200, verbose_name='换成怎么说')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='次序')),
                ('rules', models.ManyToManyField(blank=True, related_name='phrases', to='service_items.servicerule', verbose_name='相关规则')),
            ],
            options={
                'verbose_name': '接待用语',
                'verbose_name_plural': '接待用语',
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('moment', 'words'), name='reception_phrase_once_per_moment')],
            },
        ),
    ]
